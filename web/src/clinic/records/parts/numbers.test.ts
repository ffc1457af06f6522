import { expect, test } from "vitest";
import { readNumber, readPercent, readRupees, showRupees } from "./numbers";

test.each([
  ["450", 45_000],
  ["450.5", 45_050],
  ["₹ 1,23,456.70", 12_345_670],
  ["1,200", 120_000],
  ["12,00,000", 120_000_000],
  ["500,50", undefined],
  ["6,5", undefined],
  ["1,2,3", undefined],
  [",500", undefined],
  ["Rs. 80", 8_000],
  ["१,२००.५०", 120_050],
  ["0", 0],
  ["4.355", undefined],
  ["-5", undefined],
  ["four", undefined],
  [".", undefined],
  ["", undefined],
])("%j rupees are %j paise", (typed, paise) => {
  expect(readRupees(typed)).toBe(paise);
});

test.each([0, 5, 45_000, 45_050, 12_345_670, 100_000_000])("%d paise are read as they are shown", (paise) => {
  expect(readRupees(showRupees(paise))).toBe(paise);
});

test("no amount of paise is lost between rupees and paise", () => {
  const lost = Array.from({ length: 20_000 }, (_, paise) => paise).filter((paise) => readRupees((paise / 100).toFixed(2)) !== paise);
  expect(lost).toEqual([]);
});

test("percentages are kept in hundredths", () => {
  expect(["12.5 %", "18", "0.25", "12.345", "-1", "x"].map(readPercent)).toEqual([1250, 1800, 25, undefined, undefined, undefined]);
});

test("a number has no more decimals than wanted, and may wear any minus", () => {
  expect([readNumber("−2.25", 2), readNumber("+1", 2), readNumber("1.5"), readNumber("1e3"), readNumber("-")]).toEqual([-2.25, 1, undefined, undefined, undefined]);
});

test.each([
  ["1,5", undefined],
  ["72,5", undefined],
  ["98,60", undefined],
  ["1 5", undefined],
  ["1,50", undefined],
  ["1,,000", undefined],
  ["0,500", undefined],
  ["1,234", 1234],
  ["1,50,000.25", 150_000.25],
  ["150,000", 150_000],
  [" १,२०० ", 1200],
  ["− 2.5", -2.5],
])("a comma that groups nothing is not left out, for it may be a point: %j is %j", (typed, n) => {
  expect(readNumber(typed, 2)).toBe(n);
});
