import { queryOptions } from "@tanstack/react-query";
import type { RecordType } from "../../records/content";
import { loadTexts } from "../../shared/load-texts";
import { newWords, type Language } from "../../shared/words";
import type { PatientView } from "./PatientCard";

type Loader = () => Promise<{ View: PatientView }>;

/** The patient's own views, as the pages of share links load them. */
const patientViews = {
  "vital-signs": () => import("../../records/vital-signs/VitalSignsView"),
  "clinical-note": () => import("../../records/clinical-note/ClinicalNoteView"),
  prescription: () => import("../../records/prescription/PrescriptionView"),
  "treatment-plan": () => import("../../records/treatment-plan/TreatmentPlanView"),
  "lab-order": () => import("../../records/lab-order/LabOrderView"),
  "immunisation-plan": () => import("../../records/immunisation-plan/ImmunisationPlanView"),
  "lens-prescription": () => import("../../records/lens-prescription/LensPrescriptionView"),
  "growth-chart": () => import("../../records/growth-chart/GrowthChartView"),
  invoice: () => import("../../records/invoice/InvoiceView"),
  payment: () => import("../../records/payment/PaymentView"),
  file: () => import("../../records/file/FileView"),
} satisfies Record<RecordType, Loader>;

/** What a type is shown with in a language that need not be the one of the desk. */
export const readingQuery = (type: RecordType, language: Language) =>
  queryOptions({
    queryKey: ["patient-view", type, language],
    queryFn: async () => {
      const [{ View }, ...texts] = await Promise.all([(patientViews[type] as Loader)(), loadTexts(language, "clinic"), loadTexts(language, "clinic-chart")]);
      return { View, words: newWords(language, Object.assign({}, ...texts) as Readonly<Record<string, string>>) };
    },
    staleTime: Infinity,
    structuralSharing: false,
  });
