import { expect, test } from "vitest";
import { byDate, typedOf, usualPosition } from "./measurement";

test("children are measured lying until two", () => {
  expect([usualPosition("2026-03-09", "2024-03-10"), usualPosition("2026-03-11", "2024-03-10"), usualPosition("2026-03-09", undefined)]).toEqual(["lying", "standing", "standing"]);
});

test("measurements are sent by date, the oldest first", () => {
  expect(byDate([{ date: "2026-01-02" }, {}, { date: "2025-05-01" }]).map(({ date }) => date)).toEqual(["2025-05-01", "2026-01-02", undefined]);
});

test("what the server computed is not sent back", () => {
  expect(typedOf({ date: "2026-01-02", weight: 9.6, ageDays: 365, bmi: 15, scores: [] })).toEqual({ date: "2026-01-02", weight: 9.6 });
});
