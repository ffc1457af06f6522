import { keep, kept, tab } from "../../shared/storage";
import type { Entry } from "./state";

const key = "entry";

/**
 * Keeps the way so far for this tab, where a reload must not cost another SMS: a phone short of memory
 * drops the page while its owner reads the code. No name is in it, and it goes when records open.
 */
export function keepEntry(entry: Entry | undefined): void {
  keep(tab, key, entry && (entry.step === "code" || (entry.step === "person" && !entry.dateOfBirth)) ? JSON.stringify(entry) : undefined);
}

/** The way so far, unless its time is over. */
export function keptEntry(now: number): Entry | undefined {
  const entry = JSON.parse(kept(tab, key) ?? "null") as Extract<Entry, { step: "code" | "person" }> | null;
  if (entry && (entry.step === "code" ? entry.asked.expiresAt : entry.expiresAt) > now) return entry;
  keepEntry(undefined); // with the number in it
  return undefined;
}
