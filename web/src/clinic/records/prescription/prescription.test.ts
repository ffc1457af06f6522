import { expect, test } from "vitest";
import { readStrength, showStrength } from "./amount";
import { inForm, newLine } from "./defaults";
import { readFrequency } from "./frequency";
import { quantityFor, withQuantity } from "./quantity";

test.each([
  ["500", { value: 500, unit: "mg" }],
  ["500mg", { value: 500, unit: "mg" }],
  ["125 mg/5 ml", { value: 125, unit: "mg/(5.mL)" }],
  ["50 mcg", { value: 50, unit: "ug" }],
  ["1,200,000 IU", { value: 1_200_000, unit: "[iU]" }],
  ["0.05 %", { value: 0.05, unit: "%" }],
  ["५०० mg", { value: 500, unit: "mg" }],
  ["2,5 mg", undefined],
  ["strong", undefined],
  ["5 spoons", undefined],
])("a strength typed as %j is read", (typed, want) => {
  expect(readStrength(typed)).toEqual(want);
  if (want) expect(readStrength(showStrength(want as never))).toEqual(want);
});

test.each([
  ["1-0-1", "1-0-1"],
  ["101", "1-0-1"],
  ["1 0 0 1", "1-0-0-1"],
  ["BD", "1-0-1"],
  ["tds", "1-1-1"],
  ["½-0-½", "0.5-0-0.5"],
  ["१-०-१", "1-0-1"],
  ["often", "often"],
  ["", undefined],
])("how often, typed as %j, is %j", (typed, want) => expect(readFrequency(typed)).toBe(want));

const course = { form: "capsule", dose: { value: 1, unit: "{capsule}" }, frequency: { pattern: "1-0-1" }, duration: { value: 10, unit: "d" } } as const;

test("the quantity covers the course, and is not guessed where it cannot be computed", () => {
  expect(quantityFor(course)).toBe(20);
  expect(quantityFor({ ...course, dose: { value: 0.5, unit: "{tablet}" } })).toBe(10);
  expect(quantityFor({ ...course, frequency: { pattern: "1-0-0", everyDays: 7 }, duration: { value: 4, unit: "wk" } })).toBe(4);
  expect(quantityFor({ ...course, dose: { value: 5, unit: "mL" } })).toBeUndefined();
  expect(quantityFor({ ...course, sos: true })).toBeUndefined();
  expect(quantityFor({ ...course, frequency: { pattern: "often" } })).toBeUndefined();
});

test("another form brings its unit and route, but never undoes what was chosen", () => {
  expect(inForm(newLine(), "syrup")).toEqual({ form: "syrup", route: "oral", dose: { value: 1, unit: "mL" } });
  expect(inForm(newLine(), "injection").route).toBeUndefined();
  expect(inForm({ ...newLine(), dose: { value: 250, unit: "mg" }, route: "sublingual" }, "capsule")).toEqual({ form: "capsule", route: "sublingual", dose: { value: 250, unit: "mg" } });
});

test("a quantity that was computed is computed anew in another form, one that was typed stays", () => {
  const computed = { ...course, quantity: 20 };
  const typed = { ...course, quantity: 30 };
  expect(withQuantity(computed, inForm(computed, "syrup")).quantity).toBeUndefined();
  expect(withQuantity(computed, inForm(computed, "tablet")).quantity).toBe(20);
  expect(withQuantity(typed, inForm(typed, "syrup")).quantity).toBe(30);
});
