import type { RecordType } from "../../records/content";
import type { ContentForm } from "./form";

type Loader = () => Promise<ContentForm>;

/** The forms, each loaded when it is opened. */
export const contentForms: Readonly<Record<RecordType, Loader>> = {
  "vital-signs": () => import("./vital-signs/VitalSignsForm"),
  "clinical-note": () => import("./clinical-note/ClinicalNoteForm"),
  prescription: () => import("./prescription/PrescriptionForm"),
  "lab-order": () => import("./lab-order/LabOrderForm"),
  "growth-chart": () => import("./growth-chart/GrowthChartForm"),
  "treatment-plan": () => import("./treatment-plan/TreatmentPlanForm"),
  "immunisation-plan": () => import("./immunisation-plan/ImmunisationPlanForm"),
  "lens-prescription": () => import("./lens-prescription/LensPrescriptionForm"),
  invoice: () => import("./invoice/InvoiceForm"),
  payment: () => import("./payment/PaymentForm"),
  file: () => import("./file/FileForm"),
};
