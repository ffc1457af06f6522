import { expect, test } from "vitest";
import { formatPower, sphericalEquivalent, transposed } from "./refraction";

test("a power shows its sign, and zero has none", () => {
  expect([-0.5, 0, -0, 1.25, 12].map((n) => formatPower(n))).toEqual(["−0.50", "0.00", "0.00", "+1.25", "+12.00"]);
  expect(formatPower(-1.125, 3)).toBe("−1.125");
});

test("transposing turns the cylinder's sign and the axis by 90 degrees", () => {
  expect(transposed({ sphere: 2, cylinder: -0.75, axis: 175 })).toEqual({ sphere: 1.25, cylinder: 0.75, axis: 85 });
  expect(transposed({ sphere: -1, cylinder: 2, axis: 90 })).toEqual({ sphere: 1, cylinder: -2, axis: 180 });
  expect(transposed({ sphere: 1.5, cylinder: 0 })).toEqual({ sphere: 1.5 });
});

test("transposing twice changes nothing, and keeps the spherical equivalent", () => {
  for (let axis = 1; axis <= 180; axis++) {
    const lens = { sphere: -2.25, cylinder: -0.75, axis };
    expect(transposed(transposed(lens))).toEqual(lens);
    expect(sphericalEquivalent(transposed(lens))).toBe(sphericalEquivalent(lens));
  }
});
