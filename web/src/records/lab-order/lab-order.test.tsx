import { expect, test } from "vitest";
import { readTexts } from "../../../vite.texts";
import { newWords } from "../../shared/words";
import type { LabOrder, LabResult } from "../content";
import { StaffView } from "./LabOrderStaffView";
import { View, printedUnit } from "./LabOrderView";
import { textOf } from "../text-of";

const english = newWords("en", readTexts("en"));
const hindi = newWords("hi", readTexts("hi"));

const reportedAt = "2026-03-02T11:45:00Z";

const found = (result: Omit<LabResult, "reportedAt">): LabOrder => ({
  status: "completed",
  priority: "stat",
  tests: [{ name: "Haemoglobin", loinc: { system: "loinc", code: "718-7" }, result: { ...result, reportedAt } }],
});

const inEnglish = (content: LabOrder) => textOf(View({ content, words: english }));

test("a result is told with its unit, its range, and where it lies", () => {
  const low = inEnglish(found({ value: 10.8, unit: "g/dL", referenceLow: 12, referenceHigh: 15, flag: "L" }));
  expect(low).toContain("Haemoglobin 10.8 g/dL Lower than usual Usual: 12 to 15");
  expect(low).toContain("Result of 2 March 2026");
  expect(low).toContain("Ask your clinic what these results mean for you.");
  expect(inEnglish(found({ value: 228, unit: "mg/dL", referenceHigh: 200, flag: "H" }))).toContain("Higher than usual Usual: 200 or less");
  expect(inEnglish(found({ value: 60, unit: "mg/dL", referenceLow: 40 }))).toContain("In the usual range Usual: 40 or more");
  expect(textOf(View({ content: found({ value: 10.8, unit: "g/dL", referenceLow: 12, referenceHigh: 15, flag: "L" }), words: hindi }))).toContain("सामान्य से कम");
});

test("where nothing is known of a range, nothing is said of it", () => {
  const text = inEnglish(found({ value: 1, unit: "1" }));
  expect(text).not.toContain("sual range");
  expect(inEnglish(found({ text: "No growth" }))).toContain("No growth");
});

test("no word alarms", () => {
  for (const flag of ["H", "L", "A"] as const) {
    expect(inEnglish(found({ value: 1, unit: "1", flag }))).not.toMatch(/abnormal|critical|danger|urgent|warning|alert|stat/i);
  }
});

test("tests to be done say how to come, and how soon", () => {
  const content: LabOrder = { status: "active", priority: "stat", tests: [{ name: "Blood sugar", fasting: true, instructions: "Only water." }] };
  const text = inEnglish(content);
  expect(text).toContain("Please have this done today.");
  expect(text).toContain("Blood sugar · come with an empty stomach · Only water.");
  expect(text).not.toContain("Ask your clinic");
  expect(inEnglish({ ...content, status: "revoked" })).toContain("cancelled this order");
  expect(inEnglish({ ...content, status: "revoked" })).not.toContain("Tests to be done");
});

test("units are printed as laboratories print them", () => {
  expect(["10*3/uL", "ug/L", "{INR}", "1", "[iU]/L", "mmol/L", "uL", "10*9/L", "m[iU]/L"].map(printedUnit)).toEqual(["×10³/µL", "µg/L", "", "", "IU/L", "mmol/L", "µL", "×10⁹/L", "mIU/L"]);
});

test("codes, flags and the note for the laboratory are for the staff", () => {
  const content = { ...found({ value: 10.8, unit: "g/dL", flag: "L", attachment: "01JD8Z6Q5W8M4T0V9R2N3K1H7F" }), clinicalNote: "SECRET" };
  const staff = textOf(StaffView({ content, words: english }));
  for (const said of ["LOINC 718-7", "10.8 g/dL L", "stat", "SECRET", "01JD8Z6Q5W8M4T0V9R2N3K1H7F"]) expect(staff).toContain(said);
  expect(inEnglish(content)).not.toContain("SECRET");
});
