import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Invoice } from "../../../records/content";
import { asTyped, kindOf, roundingOf, sumsOf, totalsOf } from "./sums";

const stored = JSON.parse(readFileSync(new URL("../../../../../internal/clinic/testdata/contents/invoice.json", import.meta.url), "utf8")) as Invoice;

test("every line of a stored bill comes to what the server computed", () => {
  expect(stored.lines.map((line) => sumsOf(line, false))).toEqual(stored.lines.map(({ amount, taxable, cgst, sgst, igst, total }) => ({ amount, taxable, cgst, sgst, igst, total })));
});

test("the totals, the kind and the rounding are the server's", () => {
  expect(totalsOf(stored.lines, false, stored.rounding)).toEqual(stored.totals);
  expect(kindOf(stored.lines)).toBe(stored.kind);
  expect(roundingOf(totalsOf(stored.lines, false).total)).toBe(stored.rounding);
});

test("between states the tax is one, and as much", () => {
  expect(sumsOf({ rate: 10_000, quantityThousandths: 1_000, gstBasisPoints: 1_800 }, true)).toEqual({ amount: 10_000, taxable: 10_000, cgst: 0, sgst: 0, igst: 1_800, total: 11_800 });
});

test("half a paisa is rounded up, and the greatest line does not lose a paisa", () => {
  expect(sumsOf({ rate: 1, quantityThousandths: 500 }, false).amount).toBe(1);
  expect(sumsOf({ rate: 999_999_999, quantityThousandths: 9_999_999 }, false).amount).toBe(9_999_998_990_000);
});

test("a bill rounds to the nearest rupee, half a rupee up", () => {
  expect([113_133, 113_150, 113_100].map(roundingOf)).toEqual([-33, 50, 0]);
});

test("what is exempt goes on a bill of supply, what is taxed on a tax invoice", () => {
  expect([kindOf([{}]), kindOf([{ gstBasisPoints: 500 }]), kindOf([{ gstBasisPoints: 500 }, { gstBasisPoints: 0 }])]).toEqual(["bill-of-supply", "tax-invoice", "invoice-cum-bill-of-supply"]);
});

test("what the server computed is not sent back to it", () => {
  const typed = asTyped(stored);
  expect([typed.totals, typed.kind, typed.lines?.[0]?.total, typed.lines?.[3]?.cgst]).toEqual([undefined, undefined, undefined, undefined]);
  expect(totalsOf(typed.lines ?? [], false, typed.rounding)).toEqual(stored.totals);
});
