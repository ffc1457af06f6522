import { expect, test } from "vitest";
import { maybeSamePhone, readablePhone } from "./phone";

test("a number is shown as it is read out", () => {
  expect(readablePhone("+919845012345")).toBe("+91 98450 12345");
  expect(readablePhone("+918025550123")).toBe("+91 80255 50123");
  expect(readablePhone("+97143310000")).toBe("+97143310000");
});

test.each([
  ["+91 98450 12345", "098450 12345", true],
  ["९८४५० १२३४५", "+919845012345", true],
  ["98450 12345", "+919845012346", false],
  ["12345", "12345", false],
])("%j and %j may be one number: %j", (a, b, same) => {
  expect(maybeSamePhone(a, b)).toBe(same);
});
