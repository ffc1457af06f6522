import { expect, test } from "vitest";
import { readTexts } from "../../../vite.texts";
import { newWords } from "../../shared/words";
import type { TreatmentPlan } from "../content";
import { StaffView } from "./TreatmentPlanStaffView";
import { View, teeth } from "./TreatmentPlanView";
import { textOf } from "../text-of";

const english = newWords("en", readTexts("en"));
const hindi = newWords("hi", readTexts("hi"));

const plan: TreatmentPlan = {
  title: "Fillings",
  status: "active",
  items: [
    {
      procedure: { text: "Filling", coding: { system: "snomed-ct", code: "26604007" } },
      toothNumbers: [14, 15, 24],
      quantity: 3,
      unitCost: 120000,
      discount: { basisPoints: 1250 },
      amounts: { gross: 360000, discount: 45000, tax: 0, total: 315000 },
      status: "planned",
      sittings: 2,
    },
    { procedure: { text: "Cleaning" }, unitCost: 50050, amounts: { gross: 50050, discount: 0, tax: 0, total: 50050 }, status: "completed", completedOn: "2026-03-02" },
    { procedure: { text: "Whitening" }, unitCost: 990000, amounts: { gross: 990000, discount: 0, tax: 0, total: 990000 }, status: "cancelled" },
  ],
  clinician: { name: "Dr Nila Bose", councilRegistrationNumber: "KDC 00000" },
  partOf: "01JD8Z6Q5W8M4T0V9R2N3K1H7B",
  estimate: { gross: 410050, discount: 45000, tax: 0, total: 365050 },
};

test("each tooth is told with its place, once for each quarter of the mouth", () => {
  expect(teeth([36], english)).toBe("tooth 36 (your lower left)");
  expect(teeth([14, 15, 24], english)).toBe("teeth 14, 15 (your upper right), 24 (your upper left)");
  expect(teeth([85], english)).toBe("tooth 85 (your lower right, milk tooth)");
  expect(teeth([75, 11], hindi)).toBe("दाँत 75 (नीचे, आपके बाईं ओर, दूध का दाँत), 11 (ऊपर, आपके दाईं ओर)");
});

test("the patient reads how far each step is, and what it may cost", () => {
  const text = textOf(View({ content: plan, words: english }));
  expect(text).toContain("This plan is going on.");
  expect(text).toContain("to be done · takes 2 visits");
  expect(text).toContain("3 × ₹1,200 · ₹450 off · cost ₹3,150");
  expect(text).toContain("done on 2 March 2026");
  expect(text).toContain("cost ₹500.50");
  expect(text).toContain("What it may cost ₹3,650.50");
  expect(text).toContain("This is not a bill.");
});

test("what was cancelled has no price", () => {
  const text = textOf(View({ content: plan, words: english }));
  expect(text).toContain("will not be done");
  expect(text).not.toContain("9,900");
});

test("codes, registration and origin are for the staff", () => {
  const patient = textOf(View({ content: plan, words: hindi }));
  const staff = textOf(StaffView({ content: plan, words: english }));
  for (const said of ["26604007", "KDC 00000", "01JD8Z6Q5W8M4T0V9R2N3K1H7B", "12.5 %"]) {
    expect(patient).not.toContain(said);
    expect(staff).toContain(said);
  }
  expect(staff).toContain("FDI 14, 15, 24");
  expect(staff).toContain("discount 12.5 % = ₹450");
});

test("a plan that cannot be priced yet is shown all the same", () => {
  const content: TreatmentPlan = { title: "x", status: "draft", items: [{ procedure: { text: "Crown" }, unitCost: 0, status: "planned" }] };
  expect(textOf(View({ content, words: english }))).toContain("Crown");
  expect(textOf(StaffView({ content, words: hindi }))).toContain("1 × ₹0");
});
