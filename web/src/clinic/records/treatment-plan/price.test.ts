import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { TreatmentPlan } from "../../../records/content";
import { estimateOf, priceOf, quantityOf, readPart, showPart } from "./price";

const stored = JSON.parse(readFileSync(new URL("../../../../../internal/clinic/testdata/contents/treatment-plan.json", import.meta.url), "utf8")) as TreatmentPlan;

test("every step of a stored plan costs what the server computed", () => {
  expect(stored.items.map(priceOf)).toEqual(stored.items.map(({ amounts }) => amounts));
});

test("the estimate leaves out what was cancelled, as the server's does", () => {
  expect(estimateOf(stored.items)).toEqual(stored.estimate);
});

test("half a paisa is rounded up, and tax is on what the discount leaves", () => {
  expect(priceOf({ unitCost: 1001, discount: { basisPoints: 5000 }, tax: { basisPoints: 1800 } })).toEqual({ gross: 1001, discount: 501, tax: 90, total: 590 });
});

test("without a quantity each tooth is charged once, and no tooth once", () => {
  expect([quantityOf({ toothNumbers: [14, 15] }), quantityOf({}), quantityOf({ toothNumbers: [14, 15], quantity: 1 })]).toEqual([2, 1, 1]);
});

test("a discount is typed in rupees or in percent, and shown as it was typed", () => {
  expect([readPart("500"), readPart("12.5 %"), readPart("₹ 0.50"), readPart("ten"), readPart("%")]).toEqual([{ amount: 50_000 }, { basisPoints: 1250 }, { amount: 50 }, undefined, undefined]);
  expect(["500", "12.5%", "0.50"].map((typed) => showPart(readPart(typed)!))).toEqual(["500", "12.5%", "0.50"]);
});
