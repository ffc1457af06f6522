import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readTexts } from "../../../vite.texts";
import { newWords } from "../../shared/words";
import { textOf } from "../text-of";
import type { LensPrescription } from "../content";
import { StaffView } from "./LensPrescriptionStaffView";
import { View } from "./LensPrescriptionView";

const english = newWords("en", readTexts("en"));
const hindi = newWords("hi", readTexts("hi"));
/** The server's own example, as the staff gets it. */
const sample = JSON.parse(readFileSync(new URL("../../../../internal/clinic/testdata/contents/lens-prescription.json", import.meta.url), "utf8")) as LensPrescription;

const contacts: LensPrescription = {
  product: "contact",
  lensType: "single",
  right: { sphere: -3, baseCurve: 8.6, diameter: 14.2, brand: "Example Monthly", replacement: "monthly", uncorrected: { snellen: "CF" } },
  left: { sphere: 0, baseCurve: 8.6, diameter: 14.2, brand: "Example Monthly", replacement: "monthly", corrected: { logMAR: -0.1 } },
  issuedOn: "2026-03-01",
  expiresOn: "2027-03-01",
};

test("both eyes stand side by side, with signs and plain words", () => {
  const text = textOf(View({ content: sample, words: english }));
  expect(text).toContain("Glasses · for far and near, without a line (progressive) · colour: Photochromic, brown");
  expect(text).toContain("Right Left Power (SPH) the main strength −2.25 −1.50");
  expect(text).toContain("−0.75 – Axis which way the cylinder points 175° –");
  expect(text).toContain("Add extra strength for reading +1.75 +1.75");
  expect(text).toContain("1.5 Δ base in, 0.5 Δ base up –");
  expect(text).toContain("far 31 mm, near 29.5 mm");
  expect(text).toContain("6/6, N6");
  expect(text).toContain("Good until 29 February 2028.");
  expect(text).toContain("Dr Meera Iyer");
});

test("contact lenses have their fit; a measure that neither eye has is left out", () => {
  const text = textOf(View({ content: contacts, words: english }));
  expect(text).toContain("Power (SPH) the main strength −3.00 0.00");
  expect(text).toContain("Curve (BC) 8.6 mm 8.6 mm Width (DIA) 14.2 mm 14.2 mm Brand Example Monthly Example Monthly Change every month every month");
  expect(text).toContain("counts fingers –");
  expect(text).toContain("LogMAR -0.10");
  expect(text).not.toMatch(/Cylinder|Prism|Axis/);
});

test("one eye alone has a dash beside it", () => {
  const { left: _, ...right } = contacts;
  expect(textOf(View({ content: right, words: english }))).toContain("−3.00 –");
});

test("in Hindi, names and hints are in Hindi", () => {
  const text = textOf(View({ content: sample, words: hindi }));
  expect(text).toContain("दायाँ बायाँ पावर (SPH) मुख्य नंबर −2.25 −1.50");
  expect(text).not.toMatch(/eye\.|lens\.|base\./);
});

test("the staff sees the transposed powers, the equivalent and the practice's own note; the patient does not", () => {
  const content = { ...sample, localNote: "Third pair this year" };
  const text = textOf(StaffView({ content, words: english }));
  expect(text).toContain("Right: −3.00 / +0.75 × 85° · spherical equivalent −2.625");
  expect(text).toContain("Left: −1.50 · spherical equivalent −1.500");
  expect(text).toContain("Third pair this year");
  expect(textOf(View({ content, words: english }))).not.toMatch(/Third pair|Transposed/);
});
