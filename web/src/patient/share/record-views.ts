import type { ComponentType } from "preact";
import type { RecordType } from "../../records/content";
import type { Words } from "../../shared/words";

/** A view of one type's content. The contract ties a content to its type; the compiler cannot. */
export type RecordView = ComponentType<{ content: never; words: Words }>;

/** The views that are loaded, by record type. */
export type RecordViews = Partial<Record<RecordType, RecordView>>;

type Loader = () => Promise<{ View: RecordView }>;

const loaders = {
  "vital-signs": () => import("../../records/vital-signs/VitalSignsView"),
  "clinical-note": () => import("../../records/clinical-note/ClinicalNoteView"),
  file: () => import("../../records/file/FileView"),
  prescription: () => import("../../records/prescription/PrescriptionView"),
  "treatment-plan": () => import("../../records/treatment-plan/TreatmentPlanView"),
  "lab-order": () => import("../../records/lab-order/LabOrderView"),
  "immunisation-plan": () => import("../../records/immunisation-plan/ImmunisationPlanView"),
  "lens-prescription": () => import("../../records/lens-prescription/LensPrescriptionView"),
  invoice: () => import("../../records/invoice/InvoiceView"),
  payment: () => import("../../records/payment/PaymentView"),
  "growth-chart": () => import("../../records/growth-chart/GrowthChartView"),
} satisfies Record<RecordType, Loader>;

/** Whether records of the type can be shown. */
export const hasView = (type: RecordType): type is keyof typeof loaders => type in loaders;

/** Loads the views of these types. */
export async function loadRecordViews(types: readonly (keyof typeof loaders)[]): Promise<RecordViews> {
  return Object.fromEntries(await Promise.all(types.map(async (type) => [type, (await loaders[type]()).View])));
}
