import { expect, test } from "vitest";
import { troubleOf } from "./page";

test.each([
  ["code_wrong", "error.code_wrong"],
  ["code_too_soon", "error.code_too_soon"],
  ["offline", "error.offline"],
  ["something_new", "error.internal"],
])("the problem %s is told as %s", (code, text) => {
  expect(troubleOf({ ok: false, status: 422, code }).text).toBe(text);
});

test("the time to wait is told in seconds and in whole minutes", () => {
  expect(troubleOf({ ok: false, status: 429, code: "code_too_many", retryAfterSeconds: 61 }).values).toEqual({ seconds: 61, minutes: 2 });
});
