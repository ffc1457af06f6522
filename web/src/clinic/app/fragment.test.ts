import { expect, test } from "vitest";
import { addressFor } from "./fragment";

test("what mails link to becomes an address of the page, the secret behind the #", () => {
  expect(addressFor("#password=s3cret")).toBe("/clinic/password#s3cret");
  expect(addressFor("#patient=01ABC")).toBe("/clinic/patients/01ABC");
  expect(addressFor("#inbox")).toBe("/clinic/inbox");
});

test("an id cannot lead elsewhere, and anything else changes nothing", () => {
  expect(addressFor("#patient=../../evil?x")).toBe("/clinic/patients/..%2F..%2Fevil%3Fx");
  expect(addressFor("")).toBeUndefined();
  expect(addressFor("#hello")).toBeUndefined();
});
