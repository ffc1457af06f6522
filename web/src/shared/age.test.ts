import { expect, test } from "vitest";
import { ageAt } from "./age";

test.each([
  ["2026-11-22", "2026-11-22T05:00:00Z", "0 days"],
  ["2026-10-25", "2026-11-22T05:00:00Z", "28 days"],
  ["2026-10-24", "2026-11-22T05:00:00Z", "0 months"],
  ["2026-10-22", "2026-11-22T05:00:00Z", "1 months"],
  ["2024-11-23", "2026-11-22T05:00:00Z", "23 months"],
  ["2024-11-22", "2026-11-22T05:00:00Z", "2 years"],
  ["1984-02-29", "2026-02-28T05:00:00Z", "41 years"],
  ["1984-02-29", "2026-03-01T05:00:00Z", "42 years"],
  // Half past eight in the evening in London is tomorrow in India.
  ["1988-03-03", "2026-03-02T20:30:00Z", "38 years"],
])("born on %s is at %s %s old", (born, at, want) => {
  const { value, unit } = ageAt(born, at, "Asia/Kolkata");
  expect(`${value} ${unit}`).toBe(want);
});
