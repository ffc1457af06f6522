import type { RecordType } from "../../../records/content";
import type { Keeper } from "./keeper";

/** Ids that were given out since the page was loaded: nothing can be stored under them yet. */
export const begun = new Set<string>();

/** What goes on being written when a conflict gave it another id, by that id. */
export const moved = new Map<string, Keeper>();

/** The same, as long as it is kept: what was saved for good or given up is read from the server. */
export function openMoved(recordId: string): Keeper | undefined {
  const keeper = moved.get(recordId);
  return keeper?.closed ? undefined : keeper;
}

const types: readonly RecordType[] = ["vital-signs", "clinical-note", "treatment-plan", "file", "prescription", "lab-order", "immunisation-plan", "growth-chart", "lens-prescription", "invoice", "payment"];

export const isType = (type: string): type is RecordType => (types as readonly string[]).includes(type);

/** What a receptionist writes; everything else is for those who treat. */
export const clerical: readonly RecordType[] = ["file", "invoice", "payment"];

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The type of a record that was begun under this address and may not be stored yet. */
    begins?: RecordType;
  }
}
