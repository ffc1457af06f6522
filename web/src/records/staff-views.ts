import type { ComponentType } from "react";
import type { Words } from "../shared/words";
import type { RecordType } from "./content";

/** A view of one type's content. The contract ties a content to its type; the compiler cannot. */
export type StaffView = ComponentType<{ content: never; words: Words }>;

type Loader = () => Promise<{ StaffView: StaffView }>;

/**
 * What the clinic's own staff sees of each type: all that the patient sees, and codes, marks and
 * private notes besides. No file of the patient's page imports this one or what it loads.
 */
export const staffViews = {
  "vital-signs": () => import("./vital-signs/VitalSignsStaffView"),
  "clinical-note": () => import("./clinical-note/ClinicalNoteStaffView"),
  prescription: () => import("./prescription/PrescriptionStaffView"),
  "treatment-plan": () => import("./treatment-plan/TreatmentPlanStaffView"),
  "lab-order": () => import("./lab-order/LabOrderStaffView"),
  "immunisation-plan": () => import("./immunisation-plan/ImmunisationPlanStaffView"),
  "lens-prescription": () => import("./lens-prescription/LensPrescriptionStaffView"),
  "growth-chart": () => import("./growth-chart/GrowthChartStaffView"),
  invoice: () => import("./invoice/InvoiceStaffView"),
  payment: () => import("./payment/PaymentStaffView"),
  file: () => import("./file/FileStaffView"),
} satisfies Record<RecordType, Loader>;
