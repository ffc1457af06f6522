import { expect, test } from "vitest";
import { momentOf, momentText } from "./moment";

test("a time goes into the field and comes back as the same instant", () => {
  expect(momentOf(momentText("2026-03-01T10:45:00Z"))).toBe("2026-03-01T10:45:00.000Z");
  expect(momentText("2026-03-01T10:45:00Z")).toMatch(/^2026-03-0\dT\d\d:\d5$/);
  expect(momentText(undefined)).toBe("");
});

test("a year that is still being typed is none yet, and one with too many digits none at all", () => {
  expect(["0002-03-01T10:45", "0202-03-01T10:45", "20266-03-01T10:45", ""].map(momentOf)).toEqual([undefined, undefined, undefined, undefined]);
});
