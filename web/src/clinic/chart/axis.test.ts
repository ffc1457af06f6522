import { expect, test } from "vitest";
import { timeScale, timeTicks, valueScale, valueTicks } from "./axis";
import type { Trend } from "./trends";

const trend = (readings: readonly (readonly [day: string, value: number])[], band?: Trend["band"]): Trend => ({
  id: "x", group: "vitals", title: "X", unit: "kg", band,
  readings: readings.map(([at, value]) => ({ at: Date.parse(at), values: [value], recordId: "r" })),
});

const spans = {
  hours: [["2026-03-01T08:00Z", 1], ["2026-03-01T20:00Z", 2]],
  days: [["2026-03-01", 1], ["2026-03-20", 2]],
  months: [["2026-01-01", 1], ["2026-11-20", 2]],
  years: [["2014-01-01", 1], ["2026-11-20", 2]],
  once: [["2026-03-01", 1]],
} as const;

test.each(Object.entries(spans))("over %s no two dates touch, on a narrow screen and in large type", (_, readings) => {
  for (const language of ["en", "hi"] as const) {
    for (const width of [180, 320, 640]) {
      for (const em of [12, 24]) {
        const ticks = timeTicks(timeScale(trend(readings), width), language, em);
        expect(ticks.length).toBeGreaterThan(0);
        const widths = ticks.map(({ text }) => text.length * 0.62 * em);
        for (let i = 1; i < ticks.length; i++) expect(ticks[i]!.at - ticks[i - 1]!.at).toBeGreaterThan((widths[i]! + widths[i - 1]!) / 2);
        expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
      }
    }
  }
});

test("values stand at round numbers that hold all readings and what is usual", () => {
  const scale = valueScale(trend([["2026-01-01", 11], ["2026-02-01", 12.4]], { low: 12, high: 15.5 }), 100);
  const [low = 0, high = 0] = scale.domain();
  expect(low).toBeLessThan(11);
  expect(high).toBeGreaterThanOrEqual(15.5);
  expect(valueTicks(scale, "en").map(({ text }) => text)).toEqual(["10", "12", "14", "16"]);
});

test("a single value has room above and below, and none goes below nought", () => {
  const scale = valueScale(trend([["2026-01-01", 0]]), 100);
  expect(scale.domain()[0]).toBe(0);
  expect(scale(0)).toBe(100);
  const flat = valueScale(trend([["2026-01-01", 62.5], ["2026-02-01", 62.5]]), 100);
  expect(flat(62.5)).toBeGreaterThan(10);
  expect(flat(62.5)).toBeLessThan(90);
});
