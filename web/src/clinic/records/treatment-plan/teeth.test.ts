import { expect, test } from "vitest";
import { chart, dentitionAt, isTooth, neighbour, quadrantOf, readTeeth } from "./teeth";

test("the charts have the 32 permanent and the 20 milk teeth, each once", () => {
  const all = [...chart.permanent, ...chart.milk].flatMap(({ right, left }) => [...right, ...left]);
  expect(new Set(all).size).toBe(52);
  expect(all.length).toBe(52);
  expect([11, 18, 48, 51, 55, 85].every(isTooth)).toBe(true);
  expect([10, 19, 49, 50, 56, 86, 91].some(isTooth)).toBe(false);
});

test("the patient's right is on the left, and the incisors meet in the middle", () => {
  expect(chart.permanent[0].right).toEqual([18, 17, 16, 15, 14, 13, 12, 11]);
  expect(chart.permanent[1].left).toEqual([31, 32, 33, 34, 35, 36, 37, 38]);
  expect([11, 21, 36, 48, 51, 85].map(quadrantOf)).toEqual([1, 2, 3, 4, 1, 4]);
});

test("arrow keys cross the midline and the jaws, and stop at the edges", () => {
  expect([neighbour(11, "ArrowRight"), neighbour(11, "ArrowDown"), neighbour(18, "ArrowLeft"), neighbour(36, "ArrowDown"), neighbour(75, "ArrowUp"), neighbour(36, "Enter")]).toEqual([21, 41, 18, 36, 65, 36]);
});

test.each([
  ["36", [36]],
  ["36, 14-16", [36, 14, 15, 16]],
  ["14 15;24", [14, 15, 24]],
  ["16 – 14", [14, 15, 16]],
  ["36 36", [36]],
  ["", []],
  ["19", undefined],
  ["14-24", undefined],
  ["3", undefined],
  ["left molar", undefined],
])("%j is %j", (typed, teeth) => {
  expect(readTeeth(typed)).toEqual(teeth);
});

test("a small child has milk teeth, a schoolchild both, an adult permanent ones", () => {
  expect([3, 8, 40, undefined].map(dentitionAt)).toEqual([["milk"], ["permanent", "milk"], ["permanent"], ["permanent"]]);
});
