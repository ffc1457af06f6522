import type { components } from "../api/schema";

export type SharedRecord = components["schemas"]["SharedRecord"];

interface Coded { text: string }
interface Period { value: number; unit: "h" | "d" | "wk" | "mo" | "a" }
interface FollowUp { date?: string; instructions?: string }
interface Diagnosis extends Coded { certainty: "provisional" | "final" }

export interface VitalSigns {
  temperature?: { value: number; unit: "Cel"; site?: "oral" | "axillary" | "tympanic" | "rectal" | "forehead" };
  pulse?: number;
  respiratoryRate?: number;
  oxygenSaturation?: { value: number; onOxygen?: boolean };
  bloodPressure?: { systolic: number; diastolic: number; position?: "sitting" | "standing" | "lying"; arm?: "left" | "right" };
  weight?: number;
  height?: { value: number; position?: "standing" | "lying" };
  headCircumference?: number;
  midUpperArmCircumference?: number;
  waistCircumference?: number;
  neckCircumference?: number;
  glucose?: { value: number; timing: "fasting" | "post-prandial" | "random" };
  pain?: number;
}

export interface ClinicalNote {
  visitType?: "outpatient" | "tele";
  chiefComplaints?: (Coded & { duration?: Period; severity?: "mild" | "moderate" | "severe" })[];
  examination?: Coded[];
  allergies?: (Coded & { reaction?: string; severity?: "mild" | "moderate" | "severe" })[];
  noKnownAllergies?: boolean;
  medicalHistory?: (Coded & { kind: "condition" | "procedure"; since?: string })[];
  familyHistory?: (Coded & { relation?: string })[];
  diagnoses?: Diagnosis[];
  investigationAdvice?: Coded[];
  medications?: Coded[];
  procedures?: Coded[];
  followUp?: FollowUp;
  referral?: { to: string; reason?: string };
  otherObservations?: Coded[];
  documents?: string[];
  freeText?: string;
}

export interface Medicine {
  generic: string;
  brand?: string;
  strength?: { value: number; unit: string };
  form: "tablet" | "capsule" | "syrup" | "suspension" | "injection" | "drops" | "ointment" | "cream" | "lotion" | "inhaler" | "spray" | "powder" | "lozenge" | "suppository" | "patch" | "other";
  dose?: { value: number; unit: "{tablet}" | "{capsule}" | "mL" | "mg" | "ug" | "g" | "[iU]" | "[drp]" | "{puff}" | "{sachet}" | "{application}" | "{lozenge}" | "{suppository}" | "{patch}" };
  frequency?: { pattern: string; everyDays?: number; meaning?: string };
  timing?: "before-food" | "after-food" | "with-food" | "empty-stomach" | "bedtime" | "any-time";
  route?: "oral" | "sublingual" | "buccal" | "topical" | "transdermal" | "ophthalmic" | "otic" | "nasal" | "inhalation" | "rectal" | "vaginal" | "intramuscular" | "intravenous" | "subcutaneous" | "intradermal";
  startDate?: string;
  duration?: Period;
  quantity?: number;
  sos?: boolean;
  sosReason?: string;
  instructions?: string;
  refills?: number;
}

export interface Prescription {
  diagnoses?: Diagnosis[];
  weight?: number;
  medicines: Medicine[];
  advice?: string;
  followUp?: FollowUp;
  prescriber?: { name: string; qualifications: string; councilRegistrationNumber: string };
}
