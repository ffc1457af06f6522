import { expect, test } from "vitest";
import { readRecent, withRecent } from "./recent-list";

test("who was opened last stands first, and once", () => {
  expect(withRecent(["a", "b", "c"], "c")).toEqual(["c", "a", "b"]);
  expect(withRecent([], "a")).toEqual(["a"]);
});

test("six are kept", () => {
  expect(withRecent(["a", "b", "c", "d", "e", "f"], "g")).toEqual(["g", "a", "b", "c", "d", "e"]);
  expect(readRecent("a b c d e f g")).toHaveLength(6);
});

test("nothing kept is an empty list", () => {
  expect(readRecent(undefined)).toEqual([]);
  expect(readRecent("")).toEqual([]);
});
