import type { components } from "../../api/schema";
import type { RecordType } from "../../records/content";

type Schemas = components["schemas"];
export type ShareSettings = Schemas["ShareSettings"];
export type ShareMode = Schemas["ShareMode"];
export type ShareChoice = Schemas["NewShareSettings"];

export const modes: readonly ShareMode[] = ["off", "ask", "on"];

/** The eleven types under the headings of the page. */
export const groups = [
  { group: "emr", types: ["vital-signs", "clinical-note", "treatment-plan", "file", "prescription", "lab-order", "immunisation-plan", "growth-chart", "lens-prescription"] },
  { group: "billing", types: ["invoice", "payment"] },
] as const satisfies readonly { group: string; types: readonly RecordType[] }[];

const types: readonly RecordType[] = groups.flatMap((one) => [...one.types]);

/** What an owner decides on, without who did so and when. */
export const choiceOf = ({ master, modes: chosen, quietMinutes }: ShareSettings): ShareChoice => ({ master, modes: chosen, quietMinutes });

/**
 * What was chosen here on top of what somebody else stored meanwhile, both having begun with `base`:
 * what only the other changed stays as it is stored.
 */
export function onTopOf(stored: ShareChoice, base: ShareChoice, mine: ShareChoice): ShareChoice {
  const merged = { ...stored, modes: { ...stored.modes } };
  for (const one of differences(base, mine)) {
    if (one.what === "master") merged.master = one.after;
    else if (one.what === "quiet") merged.quietMinutes = one.after;
    else merged.modes[one.type] = one.after;
  }
  return merged;
}

/** One thing in which two choices differ. */
export type Difference =
  | { what: "master"; before: boolean; after: boolean }
  | { what: "quiet"; before: number; after: number }
  | { what: "type"; type: RecordType; before: ShareMode; after: ShareMode };

/** In what two choices differ, in the order of the page. */
export function differences(before: ShareChoice, after: ShareChoice): Difference[] {
  const found: Difference[] = [];
  if (before.master !== after.master) found.push({ what: "master", before: before.master, after: after.master });
  for (const type of types) {
    const [was, is] = [before.modes[type] ?? "off", after.modes[type] ?? "off"];
    if (was !== is) found.push({ what: "type", type, before: was, after: is });
  }
  if (before.quietMinutes !== after.quietMinutes) found.push({ what: "quiet", before: before.quietMinutes, after: after.quietMinutes });
  return found;
}
