import { expect, test } from "vitest";
import { readTexts } from "../../vite.texts";
import { newWords } from "../shared/words";
import { View as ClinicalNoteView } from "./clinical-note/ClinicalNoteView";
import { View as PrescriptionView } from "./prescription/PrescriptionView";
import { View as VitalSignsView } from "./vital-signs/VitalSignsView";
import type { ClinicalNote, Prescription, VitalSigns } from "./content";
import { textOf } from "./text-of";

const english = newWords("en", readTexts("en"));
const hindi = newWords("hi", readTexts("hi"));

const medicine = (more: Partial<Prescription["medicines"][number]>): Prescription => ({
  consultation: { mode: "in-person", stage: "first" },
  medicines: [{ generic: "PARACETAMOL", form: "tablet", ...more }],
});

test("a dose is told for each time of day, in halves", () => {
  const content = medicine({ dose: { value: 1, unit: "{tablet}" }, frequency: { pattern: "1-0-0.5" }, timing: "after-food", duration: { value: 5, unit: "d" } });
  const text = textOf(PrescriptionView({ content, words: english }));
  expect(text).toContain("Morning 1 tablet");
  expect(text).toContain("Noon –");
  expect(text).toContain("Night ½ tablet");
  expect(text).toContain("after food · for 5 days");
  expect(textOf(PrescriptionView({ content, words: hindi }))).toContain("रात ½ गोली");
});

test("a pattern counts doses, not tablets", () => {
  const content = medicine({ dose: { value: 5, unit: "mL" }, frequency: { pattern: "2-0-0" } });
  expect(textOf(PrescriptionView({ content, words: english }))).toContain("Morning 10 ml");
});

test("a medicine for when it is needed says what for and how much", () => {
  const text = textOf(PrescriptionView({ content: medicine({ sos: true, sosReason: "fever", dose: { value: 1, unit: "{tablet}" } }), words: english }));
  expect(text).toContain("Only when needed: fever");
  expect(text).toContain("1 tablet each time");
});

test("once a week is not every day", () => {
  const content = medicine({ dose: { value: 1, unit: "{capsule}" }, frequency: { pattern: "0-1-0", everyDays: 7 } });
  expect(textOf(PrescriptionView({ content, words: english }))).toContain("once a week");
});

test("vital signs have units and plain names; the index is computed", () => {
  const content: VitalSigns = {
    temperature: { value: 38.4, unit: "Cel", site: "oral" },
    bloodPressure: { systolic: 124, diastolic: 82 },
    weight: 61.5,
    height: { value: 162 },
  };
  const text = textOf(VitalSignsView({ content, words: english }));
  expect(text).toContain("38.4 °C (101.1 °F)");
  expect(text).toContain("124/82");
  expect(text).toContain("mmHg");
  expect(text).toContain("23.4");
});

test("a note never shows its private part", () => {
  const content: ClinicalNote = { freeText: "Rest.", privateNote: "SECRET", diagnoses: [{ text: "Tonsillitis", certainty: "provisional" }] };
  const text = textOf(ClinicalNoteView({ content, words: english }));
  expect(text).toContain("Tonsillitis");
  expect(text).toContain("not yet certain");
  expect(text).not.toContain("SECRET");
});
