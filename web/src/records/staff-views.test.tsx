import { expect, test } from "vitest";
import { languages, readTexts } from "../../vite.texts";
import { newWords } from "../shared/words";
import { StaffView as ClinicalNoteStaffView } from "./clinical-note/ClinicalNoteStaffView";
import { View as ClinicalNoteView } from "./clinical-note/ClinicalNoteView";
import { StaffView as PrescriptionStaffView } from "./prescription/PrescriptionStaffView";
import { StaffView as VitalSignsStaffView } from "./vital-signs/VitalSignsStaffView";
import type { ClinicalNote, Prescription, VitalSigns } from "./content";
import { textOf } from "./text-of";

const english = newWords("en", readTexts("en"));

const note: ClinicalNote = {
  freeText: "Rest.",
  privateNote: "Ask about work.",
  diagnoses: [{ text: "Sore throat", certainty: "final", coding: { system: "icd-10", code: "J02.9", display: "Acute pharyngitis, unspecified" } }],
  medicalHistory: [{ text: "Appendix out", kind: "procedure" }],
};

const prescription: Prescription = {
  consultation: { mode: "video", stage: "first" },
  weight: 61.5,
  diagnoses: [{ text: "Sore throat", certainty: "final" }],
  medicines: [
    { generic: "AZITHROMYCIN", form: "tablet", schedule: "h1", telemedicineList: "a", coding: { system: "snomed-ct", code: "387531004" }, frequency: { pattern: "1-0-0" } },
    { generic: "PARACETAMOL", form: "tablet", substitutionAllowed: true },
  ],
};

test("the staff reads the private note, and that it is private; the patient neither", () => {
  const staff = textOf(ClinicalNoteStaffView({ content: note, words: english }));
  expect(staff).toContain("Private note Ask about work. Only the clinic's own clinicians read this.");
  expect(staff).toContain("Sore throat · ICD-10 J02.9, Acute pharyngitis, unspecified");
  expect(staff).toContain("Appendix out · procedure");
  const patient = textOf(ClinicalNoteView({ content: note, words: english }));
  for (const hidden of ["Ask about work", "Private", "J02.9", "procedure"]) expect(patient).not.toContain(hidden);
});

test("a note without a private part or codes says nothing of them", () => {
  const staff = textOf(ClinicalNoteStaffView({ content: { freeText: "Rest." }, words: english }));
  expect(staff).toBe("Notes Rest.");
});

test("the staff sees each medicine's schedule, telemedicine list, substitution and code", () => {
  const text = textOf(PrescriptionStaffView({ content: prescription, words: english }));
  expect(text).toContain("by video · first consultation · weight 61.5 kg");
  expect(text).toContain(
    "AZITHROMYCIN · Schedule H1: on prescription only, entered in the pharmacist's register · List A: first by video, then to continue · no other brand · 1-0-0 · SNOMED CT 387531004",
  );
  expect(text).toContain("PARACETAMOL · schedule not stated · telemedicine list not stated · another brand may be given");
});

test("a prescription that names nobody says so until it does", () => {
  const missing = "Nobody is named as prescriber yet.";
  expect(textOf(PrescriptionStaffView({ content: prescription, words: english }))).toContain(missing);
  const signed = { ...prescription, prescriber: { name: "Dr Rao", qualifications: "MBBS", councilRegistrationNumber: "KMC 1" } };
  expect(textOf(PrescriptionStaffView({ content: signed, words: english }))).not.toContain(missing);
});

test("every value of the vital signs has its code", () => {
  const content: VitalSigns = {
    temperature: { value: 38.4, unit: "Cel" },
    pulse: 90,
    respiratoryRate: 18,
    oxygenSaturation: { value: 97 },
    bloodPressure: { systolic: 124, diastolic: 82 },
    weight: 61.5,
    height: { value: 162 },
    headCircumference: 55,
    midUpperArmCircumference: 27,
    waistCircumference: 80,
    neckCircumference: 35,
    glucose: { value: 104, timing: "fasting" },
    pain: 3,
  };
  const text = textOf(VitalSignsStaffView({ content, words: english }));
  expect(text.match(/LOINC [0-9-]+/g)).toHaveLength(14); // with the body-mass index
  expect(text).toContain("Blood sugar · LOINC 1558-6");
  expect(textOf(VitalSignsStaffView({ content: { glucose: { value: 104, timing: "random" } }, words: english }))).toContain("LOINC 2339-0");
  expect(textOf(VitalSignsStaffView({ content: { height: { value: 62, position: "lying" } }, words: english }))).toContain("Length · LOINC 8306-3");
});

test.each(languages)("no text is missing in %s", (language) => {
  const words = newWords(language, readTexts(language));
  const shown = [ClinicalNoteStaffView({ content: note, words }), PrescriptionStaffView({ content: prescription, words })].map(textOf).join(" ");
  expect(shown).not.toMatch(/\w+\.\w+\.\w+/);
});
