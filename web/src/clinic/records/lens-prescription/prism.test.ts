import { expect, test } from "vitest";
import { prismOf, withPrism } from "./prism";

const both = [{ amount: 1.5, base: "in" }, { amount: 0.5, base: "up" }] as const;

test("an eye has one prism in or out, and one up or down, each in its place", () => {
  expect(prismOf(both, "vertical")).toEqual({ amount: 0.5, base: "up" });
  expect(withPrism(both, "horizontal", { amount: 2, base: "out" })).toEqual([{ amount: 2, base: "out" }, both[1]]);
  expect(withPrism(both, "horizontal", undefined)).toEqual([both[1]]);
  expect(withPrism([], "vertical", both[1])).toEqual([both[1]]);
  expect(withPrism([], "vertical", undefined)).toEqual([]);
});
