import { expect, test } from "vitest";
import { addressIn, looksWhole, markOf } from "./email";

test.each([
  ["  asha@example.in \n", "asha@example.in"],
  ["\u200basha@example.in\ufeff", "asha@example.in"],
  ["mailto:asha@example.in", "asha@example.in"],
  ["Asha Verma <asha@example.in>", "asha@example.in"],
  ["asha verma@example.in", "asha verma@example.in"],
  ["<not one>", "<not one>"],
])("%j is read as %j", (typed, address) => {
  expect(addressIn(typed)).toBe(address);
});

test.each([
  ["", false],
  ["asha", false],
  ["asha@", false],
  ["asha@example", false],
  ["asha@example.", false],
  ["asha@example.i", false],
  ["asha@example.in", true],
  ["asha@बीमा.भारत", true],
  ["asha verma@example.in", false],
])("%j is looked up while it is typed: %j", (typed, whole) => {
  expect(looksWhole(typed)).toBe(whole);
});

test("only what is certain marks a field", () => {
  expect(markOf(undefined)).toBe("none");
  expect(markOf({ verdict: "deliverable", reasons: [], warnings: ["role_address"] })).toBe("good");
  expect(markOf({ verdict: "unknown", reasons: ["provider_silent"], warnings: [] })).toBe("none");
  expect(markOf({ verdict: "unknown", reasons: ["suggestion"], warnings: ["suggestion"], suggestion: "a@gmail.com" })).toBe("none");
  expect(markOf({ verdict: "undeliverable", reasons: ["null_mx"], warnings: [] })).toBe("null_mx");
});
