import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readTexts } from "../../../vite.texts";
import { newWords } from "../../shared/words";
import type { ChartRecord } from "./queries";
import { trendsOf } from "./trends";

const words = newWords("en", readTexts("en"));
const vitals = (id: string, day: string, content: object, status = "final") => ({ id, type: "vital-signs", status, effectiveAt: `${day}T10:00:00Z`, content }) as unknown as ChartRecord;
const labs = (id: string, tests: object[]) => ({ id, type: "lab-order", status: "final", effectiveAt: "2026-01-01T10:00:00Z", content: { tests } }) as unknown as ChartRecord;

test("what was measured stands from the oldest to the newest, both pressures together", () => {
  const trends = trendsOf([vitals("b", "2026-03-02", { bloodPressure: { systolic: 124, diastolic: 82 }, pulse: 90 }), vitals("a", "2026-03-01", { bloodPressure: { systolic: 130, diastolic: 84 } })], words);
  expect(trends.map(({ title, unit, readings }) => [title, unit, readings.map(({ values, recordId }) => [recordId, ...values])])).toEqual([
    ["Blood pressure", "mmHg", [["a", 130, 84], ["b", 124, 82]]],
    ["Pulse", "beats a minute", [["b", 90]]],
  ]);
});

test("neither drafts nor what was entered in error is plotted", () => {
  expect(trendsOf([vitals("a", "2026-03-01", { pulse: 90 }, "draft"), vitals("b", "2026-03-01", { pulse: 90 }, "entered-in-error")], words)).toEqual([]);
});

test("a sugar says when it was taken, and weight with height gives the index", () => {
  const trends = trendsOf([vitals("a", "2026-03-01", { glucose: { value: 104, timing: "fasting" }, weight: 62.5, height: { value: 168 } })], words);
  expect(trends.find(({ id }) => id === "vital.glucose")?.readings[0]?.note).toBe("before eating (fasting)");
  expect(trends.find(({ id }) => id === "vital.bmi")?.readings[0]?.values).toEqual([22.1]);
});

test("results of a test are one trend if they are in one unit, with the range of the newest", () => {
  const hb = (value: number, reportedAt: string, high: number) => ({ name: "Haemoglobin", loinc: { system: "loinc", code: "718-7" }, result: { value, unit: "g/dL", referenceLow: 12, referenceHigh: high, reportedAt } });
  const trends = trendsOf([labs("b", [hb(11, "2026-03-02T00:00:00Z", 15.5), { name: "Culture", result: { text: "no growth", reportedAt: "2026-03-02T00:00:00Z" } }]), labs("a", [hb(12.4, "2026-01-02T00:00:00Z", 16), { name: "Sodium" }])], words);
  expect(trends).toHaveLength(1);
  expect(trends[0]).toMatchObject({ title: "Haemoglobin", unit: "g/dL", band: { low: 12, high: 15.5 } });
  expect(trends[0]?.readings.map(({ values }) => values[0])).toEqual([12.4, 11]);
});

test("the made-up contents that the server keeps can be plotted", () => {
  const content = JSON.parse(readFileSync(new URL("../../../../internal/clinic/testdata/contents/vital-signs.json", import.meta.url), "utf8")) as object;
  expect(trendsOf([vitals("a", "2026-03-01", content)], words).length).toBeGreaterThan(8);
});
