import type { ComponentType } from "preact";
import type { SharedRecord } from "../../records/content";
import type { Words } from "../../shared/words";

/** A view of one type's content. The contract ties a content to its type; the compiler cannot. */
export type RecordView = ComponentType<{ content: never; words: Words }>;

type RecordType = "vital-signs" | "clinical-note" | "prescription";

/** The views that are loaded, by record type. */
export type RecordViews = Partial<Record<SharedRecord["type"], RecordView>>;

const loaders: Record<RecordType, () => Promise<RecordView>> = {
  "vital-signs": async () => (await import("../../records/vital-signs/VitalSignsView")).VitalSignsView,
  "clinical-note": async () => (await import("../../records/clinical-note/ClinicalNoteView")).ClinicalNoteView,
  prescription: async () => (await import("../../records/prescription/PrescriptionView")).PrescriptionView,
};

/** Loads the views of these types; a type that has none yet is left out. */
export async function loadRecordViews(types: readonly SharedRecord["type"][]): Promise<RecordViews> {
  const known = [...new Set(types)].filter((type): type is RecordType => type in loaders);
  return Object.fromEntries(await Promise.all(known.map(async (type) => [type, await loaders[type]()] as const)));
}
