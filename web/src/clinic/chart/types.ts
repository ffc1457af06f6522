import { Activity, Baby, Banknote, ClipboardList, FileText, FlaskConical, Glasses, NotebookPen, Pill, Receipt, Syringe } from "lucide-react";
import type { RecordType } from "../../records/content";
import { may, type Role } from "../app/session";

/** The sign that stands before a record of each type, the clinical ones in the order of a visit. */
export const typeIcons = {
  "vital-signs": Activity,
  "clinical-note": NotebookPen,
  prescription: Pill,
  "lab-order": FlaskConical,
  "treatment-plan": ClipboardList,
  "immunisation-plan": Syringe,
  "growth-chart": Baby,
  "lens-prescription": Glasses,
  file: FileText,
  invoice: Receipt,
  payment: Banknote,
} satisfies Record<RecordType, unknown>;

const all = Object.keys(typeIcons) as RecordType[];

/** What the desk handles without being a clinician. */
export const officeTypes: readonly RecordType[] = ["file", "invoice", "payment"];

/** The types that somebody may read and write (docs/architecture.md). */
export const typesFor = (role: Role): readonly RecordType[] => (may.treat(role) ? all : officeTypes);
