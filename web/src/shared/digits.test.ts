import { expect, test } from "vitest";
import { digitsOf } from "./digits";
import { telLink } from "./phone";

test.each([
  ["481206", "481206"],
  [" 481 206 ", "481206"],
  ["481-206", "481206"],
  ["४८१२०६", "481206"],
  ["४८१ 206", "481206"],
  ["４８１２０６", "481206"],
  ["Your code is 481206.", "481206"],
  ["", ""],
])("the digits of %j are %j", (typed, want) => {
  expect(digitsOf(typed)).toBe(want);
});

test("a phone link holds the plus and the digits only", () => {
  expect(telLink("+91 80 2555-0123")).toBe("tel:+918025550123");
});
