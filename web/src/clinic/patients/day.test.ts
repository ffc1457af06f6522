import { expect, test } from "vitest";
import { readDay, typedDay } from "./day";

test.each([
  ["12/04/1988", "1988-04-12"],
  ["2/4/1988", "1988-04-02"],
  [" 12-04-1988 ", "1988-04-12"],
  ["12. 4. 1988", "1988-04-12"],
  ["12 4 1988", "1988-04-12"],
  ["12041988", "1988-04-12"],
  ["१२/०४/१९८८", "1988-04-12"],
  ["29/02/2024", "2024-02-29"],
  ["29/02/2023", undefined],
  ["31/04/2020", undefined],
  ["12/13/1988", undefined],
  ["12/04/88", undefined],
  ["1988-04-12", "1988-04-12"],
  ["1988-4-12", undefined],
  ["1988-13-12", undefined],
  ["twelve", undefined],
  ["", undefined],
])("%j is the day %j", (typed, day) => {
  expect(readDay(typed)).toBe(day);
});

test("a day is shown as it is typed", () => {
  expect(typedDay("1988-04-12")).toBe("12/04/1988");
  expect(readDay(typedDay("1988-04-02"))).toBe("1988-04-02");
  expect(typedDay(undefined)).toBe("");
});
