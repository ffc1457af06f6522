import { expect, test } from "vitest";
import { formatFraction, readPattern } from "./dose";

test("three numbers are morning, afternoon and night", () => {
  expect(readPattern("1-0-1")).toEqual([
    { slot: "morning", doses: 1 },
    { slot: "afternoon", doses: 0 },
    { slot: "night", doses: 1 },
  ]);
});

test("four numbers have an evening before the night", () => {
  expect(readPattern("0.5-0-0-10")?.map(({ slot, doses }) => `${slot} ${doses}`)).toEqual(["morning 0.5", "afternoon 0", "evening 0", "night 10"]);
});

test.each(["", "1-1", "1-0-0-0-1", "a-b-c", "1--1", "½-0-1"])("%j is no pattern, and is shown as written", (pattern) => {
  expect(readPattern(pattern)).toBeUndefined();
});

test.each([
  [0.25, "¼"],
  [0.5, "½"],
  [1, "1"],
  [1.5, "1½"],
  [2.75, "2¾"],
  [0.1, "0.1"],
])("%d is written %s", (n, want) => {
  expect(formatFraction(n)).toBe(want);
});
