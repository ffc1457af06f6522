import { expect, test } from "vitest";
import { invoice, payment } from "../../e2e/fixtures.mjs";
import { readTexts } from "../../vite.texts";
import { formatMoney } from "../shared/money";
import { newWords } from "../shared/words";
import type { Invoice, Payment } from "./content";
import { StaffView as InvoiceStaffView } from "./invoice/InvoiceStaffView";
import { View as InvoiceView } from "./invoice/InvoiceView";
import { StaffView as PaymentStaffView } from "./payment/PaymentStaffView";
import { View as PaymentView } from "./payment/PaymentView";
import { textOf } from "./text-of";

const english = newWords("en", readTexts("en"));
const hindi = newWords("hi", readTexts("hi"));

test("money is rupees in the Indian grouping, to the paisa", () => {
  expect(formatMoney("en", 15000050)).toBe("₹1,50,000.50");
  expect(formatMoney("hi", 100)).toBe("₹1.00");
  expect(formatMoney("en", -43)).toBe("-₹0.43");
});

test("a bill has its head, its lines, the split of the tax and the total", () => {
  const text = textOf(InvoiceView({ content: invoice, words: english }));
  for (const part of [
    "Invoice-cum-bill of supply No. I/2026-27/000123 22 November 2026",
    "Sunrise Clinic 14 Temple Road, Jayanagar, Bengaluru 560011 Karnataka GSTIN 29AAACS1234F1ZO",
    "For Asha Verma",
    "Dressing of a wound 2 × ₹150.50 · ₹10.00 less · SAC 999312 ₹301.00",
    "1.5 strip of 10 × ₹62.50 · 5% tax (GST) · batch AMX2291 · use before 31 October 2027 · HSN 300420 ₹93.75",
    "Together ₹894.75 Price cut -₹10.00 Central tax (CGST) ₹2.34 State tax (SGST) ₹2.34 Rounding -₹0.43 In all ₹889.00",
    "Please pay by 6 December 2026.",
  ]) {
    expect(text).toContain(part);
  }
  expect(text).not.toContain("IGST");
  expect(textOf(InvoiceView({ content: invoice, words: hindi }))).toContain("कुल रकम ₹889.00");
});

test("a bill without tax or discount shows one sum", () => {
  const [line] = invoice.lines;
  const content: Invoice = { category: "consultation", kind: "bill-of-supply", lines: [line!], totals: { gross: 50000, discount: 0, net: 50000, cgst: 0, sgst: 0, igst: 0, tax: 0, rounding: 0, total: 50000 } };
  const text = textOf(InvoiceView({ content, words: english }));
  expect(text).toMatch(/In all ₹500\.00$/);
  expect(text).not.toContain("Together");
});

test("staff see the tax of each line and their own note, the patient does not", () => {
  const content: Invoice = { ...invoice, internalNote: "LAST PIECE" };
  expect(textOf(InvoiceView({ content, words: english }))).not.toContain("LAST PIECE");
  const text = textOf(InvoiceStaffView({ content, words: english }));
  expect(text).toContain("300420 5 % ₹93.75 ₹2.34 ₹2.34 ₹0.00 ₹98.43 ₹80.00");
  expect(text).toContain("Out-patient care · place of supply 29");
  expect(text).toContain("LAST PIECE");
});

test("a payment says how much, how, for which bill, and what is left", () => {
  const text = textOf(PaymentView({ content: payment, words: english }));
  for (const part of ["You paid ₹1,000.00 · 22 November 2026 · Receipt no. R/2026-27/000045", "by UPI · as•••@okaxis · UTR 632514789012", "Bill I/2026-27/000123 · ₹889.00", "now ₹111.00", "Received by Lata Hegde"]) {
    expect(text).toContain(part);
  }
  expect(textOf(PaymentView({ content: payment, words: hindi }))).toContain("आपने दिए ₹1,000.00");
});

test("a refund and a use of the advance are told apart from a payment", () => {
  const refund: Payment = { kind: "refund", mode: "cash", amount: 50000, refundOf: "01JD8Z6Q5W8M4T0V9R2N3K1H7G", advanceChange: -50000, receivedBy: "Lata Hegde", internalNote: "WAS ANGRY" };
  const text = textOf(PaymentView({ content: refund, words: english }));
  expect(text).toContain("Paid back to you ₹500.00");
  expect(text).toContain("Paid by Lata Hegde");
  expect(text).toContain("now ₹0.00");
  expect(text).not.toContain("WAS ANGRY");
  expect(textOf(PaymentStaffView({ content: refund, words: english }))).toContain("Advance -₹500.00");
  const use: Payment = { kind: "advance-use", amount: 100, allocations: [{ invoiceId: "01JD8Z6Q5W8M4T0V9R2N3K1H7F", invoiceNumber: "I/2026-27/000001", amount: 100 }] };
  const used = textOf(PaymentView({ content: use, words: english }));
  for (const absent of ["How", "Your advance"]) expect(used).not.toContain(absent);
});
