import { expect, test } from "vitest";
import { momentOf, momentText } from "./moment";

test("a time goes into the field and comes back as the same instant", () => {
  expect(momentOf(momentText("2026-03-01T10:45:00Z"))).toBe("2026-03-01T10:45:00.000Z");
  expect(momentText("2026-03-01T10:45:00Z")).toMatch(/^2026-03-0\dT\d\d:\d5$/);
  expect(momentText(undefined)).toBe("");
});
