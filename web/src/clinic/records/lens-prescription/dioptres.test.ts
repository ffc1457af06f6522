import { expect, test } from "vitest";
import { readAxis, readPower, showPower, stepAxis, stepPower } from "./dioptres";

test.each([
  ["-2.25", -2.25],
  ["−2.25", -2.25],
  ["+1", 1],
  ["-225", -2.25],
  ["75", 0.75],
  ["25", 25],
  ["plano", 0],
  ["PL", 0],
  ["-0.3", -0.3],
  ["x", undefined],
  ["-", undefined],
  ["1.125", undefined],
])("%j is a power of %j dioptres", (typed, power) => {
  expect(readPower(typed)).toBe(power);
});

test("a power is read as it is shown, its sign with it", () => {
  for (let quarters = -120; quarters <= 120; quarters++) expect(readPower(showPower(quarters / 4))).toBe(quarters / 4);
  expect([1.25, -0.5, 0].map(showPower)).toEqual(["+1.25", "−0.50", "0.00"]);
});

test("arrow keys go by quarters, from plano, back onto the scale, and not beyond it", () => {
  expect([stepPower(undefined, 1), stepPower(undefined, -1), stepPower(-2, 1), stepPower(-0.25, 1), stepPower(0.3, 1), stepPower(0.3, -1), stepPower(30, 1), stepPower(0.25, -1, { from: 0.25 })]).toEqual([0.25, -0.25, -1.75, 0, 0.5, 0.25, 30, 0.25]);
  expect(Object.is(stepPower(-0.25, 1), 0)).toBe(true);
});

test("an axis goes round: after 180 comes 1", () => {
  expect([stepAxis(180, 1), stepAxis(1, -1), stepAxis(90, 4), stepAxis(undefined, 1), stepAxis(undefined, -1), stepAxis(2, -4)]).toEqual([1, 180, 94, 1, 180, 178]);
  expect([readAxis("175°"), readAxis("0"), readAxis("9.5"), readAxis("-5")]).toEqual([175, 0, undefined, undefined]);
});
