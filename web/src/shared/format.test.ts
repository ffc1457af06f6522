import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bodyMassIndex, fahrenheit } from "./body";
import { formatDay, formatNumber } from "./format";

test("a day of the calendar is the same day in every zone, and does not break", () => {
  expect(formatDay("en", "2026-11-01")).toBe("1\u00a0November\u00a02026");
  expect(formatDay("hi", "2026-11-01")).toBe("1\u00a0नवंबर\u00a02026");
});

test("numbers are grouped as in India, in ASCII digits in both languages", () => {
  expect(formatNumber("en", 100000)).toBe("1,00,000");
  expect(formatNumber("hi", 61.5)).toBe("61.5");
});

test("degrees Celsius become degrees Fahrenheit to the nearest tenth", () => {
  expect([37, 38.4, 40].map(fahrenheit)).toEqual([98.6, 101.1, 104]);
});

test("the body-mass index is rounded to a tenth, as the server does", () => {
  expect(bodyMassIndex(61.5, 162)).toBe(23.4);
});

test("no page takes the day of Greenwich for that of an instant: before half past five in the morning it is yesterday in India", () => {
  const folder = new URL("../", import.meta.url);
  const cutting = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /(?<!\.test)\.tsx?$/.test(name) && /At\.slice\(0, 10\)/.test(readFileSync(new URL(name, folder), "utf8")));
  expect(cutting).toEqual([]);
});
