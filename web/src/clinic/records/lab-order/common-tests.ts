import type { LabTest } from "../../../records/content";

interface CommonTest {
  readonly name: string;
  /** LOINC code of what is measured. */
  readonly code: string;
  /** UCUM unit in which laboratories here report it. */
  readonly unit: string;
  readonly specimen: string;
  readonly fasting?: true;
}

/** Tests that most orders are made of. The codes are those that the server knows critical values of (internal/clinic/critical_value.go), and of the lipid profile and blood count. */
export const commonTests: readonly CommonTest[] = [
  { name: "Haemoglobin", code: "718-7", unit: "g/dL", specimen: "Venous blood" },
  { name: "Haematocrit", code: "4544-3", unit: "%", specimen: "Venous blood" },
  { name: "White blood cells", code: "6690-2", unit: "10*3/uL", specimen: "Venous blood" },
  { name: "Red blood cells", code: "789-8", unit: "10*6/uL", specimen: "Venous blood" },
  { name: "Platelets", code: "777-3", unit: "10*3/uL", specimen: "Venous blood" },
  { name: "Fasting glucose", code: "1558-6", unit: "mg/dL", specimen: "Plasma", fasting: true },
  { name: "Glucose", code: "2345-7", unit: "mg/dL", specimen: "Plasma" },
  { name: "Creatinine", code: "2160-0", unit: "mg/dL", specimen: "Serum" },
  { name: "Sodium", code: "2951-2", unit: "mmol/L", specimen: "Serum" },
  { name: "Potassium", code: "2823-3", unit: "mmol/L", specimen: "Serum" },
  { name: "Calcium", code: "17861-6", unit: "mg/dL", specimen: "Serum" },
  { name: "C-reactive protein", code: "1988-5", unit: "mg/L", specimen: "Serum" },
  { name: "INR", code: "6301-6", unit: "{INR}", specimen: "Citrated plasma" },
  { name: "Cholesterol, total", code: "2093-3", unit: "mg/dL", specimen: "Serum", fasting: true },
  { name: "Triglycerides", code: "2571-8", unit: "mg/dL", specimen: "Serum", fasting: true },
  { name: "HDL cholesterol", code: "2085-9", unit: "mg/dL", specimen: "Serum", fasting: true },
  { name: "LDL cholesterol", code: "18262-6", unit: "mg/dL", specimen: "Serum", fasting: true },
];

export const panels = {
  "blood-count": { name: "Complete blood count", codes: ["718-7", "4544-3", "6690-2", "789-8", "777-3"] },
  lipids: { name: "Lipid profile", codes: ["2093-3", "2571-8", "2085-9", "18262-6"] },
} as const;

/** A test as an order has it. */
const asTest = ({ name, code, specimen, fasting }: CommonTest): LabTest => ({ name, loinc: { system: "loinc", code }, specimen: { text: specimen }, ...(fasting && { fasting }) });

/** The tests of a panel. */
export const testsOf = (panel: keyof typeof panels): LabTest[] =>
  commonTests.filter(({ code }) => (panels[panel].codes as readonly string[]).includes(code)).map((test) => ({ ...asTest(test), panel: panels[panel].name }));

const named = (name: string) => commonTests.find((test) => test.name.toLowerCase() === name.trim().toLowerCase());

/** The test under another name: one that is known brings its code and specimen, unless others were typed. */
export function renamed(test: Partial<LabTest>, name: string): Partial<LabTest> {
  const before = named(test.name ?? "");
  const known = named(name);
  const next: Partial<LabTest> = { ...test, name };
  if (test.loinc && before && test.loinc.code === before.code) delete next.loinc;
  if (test.specimen && before && !test.specimen.coding && test.specimen.text === before.specimen) delete next.specimen;
  if (!known) return next;
  const usual = asTest(known);
  return { ...usual, ...next, name: known.name };
}

/** The unit in which a test is usually reported. */
export const unitOf = ({ loinc }: Partial<LabTest>): string | undefined => commonTests.find(({ code }) => code === loinc?.code)?.unit;
