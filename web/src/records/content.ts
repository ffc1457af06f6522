import type { components } from "../api/schema";

type Schemas = components["schemas"];

export type SharedRecord = Schemas["SharedRecord"];
export type RecordType = Schemas["RecordType"];

export type VitalSigns = Schemas["VitalSigns"];
export type ClinicalNote = Schemas["ClinicalNote"];
export type Prescription = Schemas["Prescription"];
export type FileRecord = Schemas["FileRecord"];
export type Medicine = Prescription["medicines"][number];
export type TreatmentPlan = Schemas["TreatmentPlan"];
export type PlanItem = Schemas["PlanItem"];
export type LabOrder = Schemas["LabOrder"];
export type LabTest = Schemas["LabTest"];
export type LabResult = Schemas["LabResult"];
export type ImmunisationPlan = Schemas["ImmunisationPlan"];
export type GivenDose = Schemas["GivenDose"];
export type PlannedDose = Schemas["PlannedDose"];
export type LensPrescription = Schemas["LensPrescription"];
export type EyeLens = Schemas["EyeLens"];
export type Invoice = Schemas["Invoice"];
export type InvoiceLine = Schemas["InvoiceLine"];
export type Payment = Schemas["Payment"];
export type GrowthChart = Schemas["GrowthChart"];
export type GrowthCurve = Schemas["GrowthCurve"];
export type GrowthIndex = Schemas["GrowthIndex"];
export type GrowthScore = Schemas["GrowthScore"];
