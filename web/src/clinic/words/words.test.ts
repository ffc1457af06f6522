import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const clinic = new URL("../", import.meta.url);

/** Their texts come with the first page of a chart (vite.texts.ts); other pages would show the keys. */
const ofTheChart = /["`]clinic\.(chart|editor|form|record|share|reason|trends|preview)\./;

test("only the pages of a chart say what is loaded with them", () => {
  const elsewhere = readdirSync(clinic, { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path) && !/^(chart|records|words)\//.test(path));
  expect(elsewhere.length).toBeGreaterThan(50);
  expect(elsewhere.filter((path) => ofTheChart.test(readFileSync(new URL(path, clinic), "utf8")))).toEqual([]);
});
