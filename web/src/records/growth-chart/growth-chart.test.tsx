import { readFileSync } from "node:fs";
import type { ComponentChild, VNode } from "preact";
import { expect, test } from "vitest";
import { readTexts } from "../../../vite.texts";
import { newWords } from "../../shared/words";
import type { GrowthChart } from "../content";
import { View } from "./GrowthChartView";
import { StaffView } from "./GrowthChartStaffView";
import { formatAge } from "./measures";

const english = newWords("en", readTexts("en"));
const hindi = newWords("hi", readTexts("hi"));

/** The server's own example, with all that it fills in. */
const sample = JSON.parse(readFileSync(new URL("../../../../internal/clinic/testdata/contents/growth-chart.json", import.meta.url), "utf8")) as GrowthChart;

interface Element {
  type: string;
  props: Readonly<Record<string, unknown>>;
}

/** The elements and texts that a component is made of; the views have no state, so calling them is rendering them. */
function partsOf(node: ComponentChild | ComponentChild[]): (Element | string)[] {
  if (Array.isArray(node)) return node.flatMap(partsOf);
  if (node === null || node === undefined || typeof node === "boolean") return [];
  if (typeof node !== "object") return [String(node)];
  const { type, props } = node as VNode<{ children?: ComponentChild }>;
  if (typeof type === "function") return partsOf((type as (props: object) => ComponentChild)(props));
  const inside = partsOf(props.children);
  return typeof type === "string" ? [{ type, props: props as Element["props"] }, ...inside] : inside;
}

const textOf = (node: ComponentChild) => partsOf(node).filter((part) => typeof part === "string").join(" ").replace(/\s+/g, " ");
const all = (node: ComponentChild, type: string) => partsOf(node).filter((part) => typeof part === "object").filter((part) => part.type === type);

const scored = (score: Partial<NonNullable<GrowthChart["measurements"][number]["scores"]>[number]>): GrowthChart => ({
  measurements: [{ date: "2025-03-10", weight: 8.6, ageDays: 365, scores: [{ index: "weight-for-age", z: 0, ...score }] }],
});

test("a parent reads how many children are below, not a z-score", () => {
  const text = textOf(View({ content: scored({ z: -0.29, percentile: 38.6 }), words: english }));
  expect(text).toContain("39 of 100 children of the same age are below this");
  expect(text).toContain("8.6 kg");
  expect(text).not.toContain("0.29");
  expect(textOf(View({ content: scored({ z: -0.29, percentile: 38.6 }), words: hindi }))).toContain("इसी उम्र के 100 में से 39 बच्चे इससे नीचे हैं");
});

test.each([
  [{ z: -3.4 }, "nearly all children of the same age are above this"],
  [{ z: -2.6, percentile: 0.5 }, "nearly all children of the same age are above this"],
  [{ z: 2.6, percentile: 99.5 }, "nearly all children of the same age are below this"],
  [{ z: 4 }, "nearly all children of the same age are below this"],
  [{ z: 7, flag: "implausible" as const }, "Please ask your clinic"],
  [{ index: "weight-for-height" as const, percentile: 12.2 }, "12 of 100 children of the same height"],
])("what is said of %o", (score, said) => {
  expect(textOf(View({ content: scored(score), words: english }))).toContain(said);
});

test("every measurement is a point, and a row of the table", () => {
  const view = View({ content: sample, words: english });
  expect(all(view, "svg")).toHaveLength(sample.curves?.length ?? 0);
  expect(all(view, "circle").length).toBeGreaterThanOrEqual(3 * sample.measurements.length);
  expect(all(view, "tr")).toHaveLength(1 + sample.measurements.length);
  for (const svg of all(view, "svg")) expect(svg.props["aria-label"]).toMatch(/^Chart of .+ table/);
});

test("what is drawn stays inside the plot, and is a number", () => {
  for (const view of [View({ content: sample, words: english }), StaffView({ content: sample, words: english })]) {
    for (const { props } of [...all(view, "path"), ...all(view, "circle"), ...all(view, "text")]) {
      const numbers = [props["d"], props["cx"], props["cy"], props["x"], props["y"]].filter((n) => n !== undefined).join(" ").match(/-?[\d.]+|NaN|Infinity/g) ?? [];
      expect(numbers.map(Number).filter((n) => !(n >= 0 && n <= 300))).toEqual([]);
    }
  }
});

test("the fiftieth line passes through the median, the third below the child of z −1.881", () => {
  const curve = { index: "weight-for-age" as const, at: [0, 100, 200], l: [1, 1, 1], m: [4, 6, 8], s: [0.1, 0.1, 0.1] };
  const content: GrowthChart = { measurements: [{ date: "2024-06-18", weight: 6, ageDays: 100, scores: [] }], curves: [curve] };
  const view = View({ content, words: english });
  const [point] = all(view, "circle");
  const median = all(view, "path").find(({ props }) => props["stroke-width"] === 2);
  const where = `L${String(point?.props["cx"])},${String(point?.props["cy"])}L`;
  expect(median?.props["d"]).toContain(where);
});

test("with oedema the weight is told and not drawn", () => {
  const curve = { index: "weight-for-age" as const, at: [0, 365], l: [1, 1], m: [4, 9], s: [0.1, 0.1] };
  const content: GrowthChart = { measurements: [{ date: "2025-03-10", weight: 9.2, oedema: true, ageDays: 365 }], curves: [curve] };
  const view = View({ content, words: english });
  expect(all(view, "circle")).toEqual([]);
  expect(textOf(view)).toContain("9.2 with swollen feet");
});

test("before anything is scored there is still a table", () => {
  const text = textOf(View({ content: { measurements: [{ date: "2025-03-10", weight: 9.2 }] }, words: english }));
  expect(text).toContain("9.2");
});

test("staff see every z-score, its percentile and its flag", () => {
  const text = textOf(StaffView({ content: sample, words: english }));
  expect(text).toContain("39 weeks");
  for (const { scores = [] } of sample.measurements) {
    for (const { z, percentile } of scores) {
      expect(text).toContain(`${z < 0 ? "−" : "+"}${Math.abs(z).toFixed(2)}`);
      expect(text).toContain(`P ${percentile}`);
    }
  }
  expect(text).toContain("standing · scored as 81");
  expect(text).toContain("Arm circumference for age");
  expect(textOf(StaffView({ content: scored({ z: 7.2, flag: "implausible" }), words: english }))).toContain("+7.20 implausible");
});

test("staff see which age a preterm child is scored by", () => {
  const content: GrowthChart = { ...scored({}), gestationWeeks: 30, correctedAge: true };
  const corrected = { ...content, measurements: content.measurements.map((m) => ({ ...m, correctedAgeDays: 295 })) };
  expect(textOf(StaffView({ content: corrected, words: english }))).toMatch(/30 weeks.*age corrected until 2 years.*365 d.*corrected 295 d/);
  expect(textOf(View({ content: corrected, words: english }))).toContain("from the day your child was due");
});

test.each([
  [0, "at birth"],
  [1, "1 day"],
  [13, "13 days"],
  [43, "6 weeks"],
  [106, "3 months"],
  [367, "12 months"],
  [736, "2 years"],
  [800, "2 years 2 months"],
])("an age of %i days is told as %s", (days, said) => {
  expect(formatAge(english, days)).toBe(said);
});
