import { expect, test } from "vitest";
import { allocate, withAmount, withInvoice, withPart, type OpenInvoice } from "./allocations";

const invoice = (invoiceId: string, due: number): OpenInvoice => ({ invoiceId, due, number: invoiceId, date: "2026-01-01", total: due, paid: 0, status: "issued" });
const [old, young] = [invoice("old", 500), invoice("young", 300)];
const open = [old, young];
const none = { amount: undefined, allocations: [] };

test("an amount goes to the oldest invoice first, and what is too much to none", () => {
  expect([0, 200, 500, 600, 900].map((amount) => allocate(amount, open).map((a) => a.amount))).toEqual([[], [200], [500], [500, 100], [500, 300]]);
});

test("while an amount is typed, it follows the invoices as long as nobody chose otherwise", () => {
  const typed = ["6", "60", "600"].reduce((split, n) => withAmount(split, Number(n), open), withAmount(none, undefined, open));
  expect(typed).toEqual({ amount: 600, allocations: [{ invoiceId: "old", amount: 500 }, { invoiceId: "young", amount: 100 }] });
  const own = withInvoice(typed, old, false);
  expect(withAmount(own, 700, open)).toEqual({ amount: 700, allocations: own.allocations });
});

test("choosing invoices makes the amount their sum, and letting one go takes it off", () => {
  const one = withInvoice(none, young, true);
  expect(one).toEqual({ amount: 300, allocations: [{ invoiceId: "young", amount: 300 }] });
  const both = withInvoice(one, old, true);
  expect(both.amount).toBe(800);
  expect(withInvoice(both, young, false)).toEqual({ amount: 500, allocations: [{ invoiceId: "old", amount: 500 }] });
  expect(withInvoice(one, young, false)).toEqual(none);
});

test("an invoice chosen while something is left gets no more than that", () => {
  const left = { amount: 200, allocations: [] };
  expect(withInvoice(left, old, true)).toEqual({ amount: 200, allocations: [{ invoiceId: "old", amount: 200 }] });
});

test("a part that is changed changes the sum, but not an advance beside it", () => {
  const one = withInvoice(none, old, true);
  expect(withPart(one, "old", 400).amount).toBe(400);
  expect(withPart({ ...one, amount: 1000 }, "old", 400).amount).toBe(1000);
});

test("where more is allocated than the amount, choosing another brings the amount up to the sum", () => {
  expect(withInvoice({ amount: 100, allocations: [{ invoiceId: "old", amount: 500 }] }, young, true).amount).toBe(800);
});
