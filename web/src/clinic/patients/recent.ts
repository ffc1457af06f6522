import { useEffect } from "react";
import { keep, kept, tab } from "../../shared/storage";
import { useSession } from "../app/session";
import { readRecent, withRecent } from "./recent-list";

const keyOf = (staffId: string) => `recent-patients.${staffId}`;

/** Whose pages somebody last opened in this tab: ids alone, for two colleagues may use one computer. */
export function useRecent(): readonly string[] {
  const { staffId } = useSession();
  return readRecent(kept(tab, keyOf(staffId)));
}

/** Notes that somebody has a patient's page open. */
export function useRemembered(patientId: string): void {
  const { staffId } = useSession();
  useEffect(() => {
    const key = keyOf(staffId);
    keep(tab, key, withRecent(readRecent(kept(tab, key)), patientId).join(" "));
  }, [staffId, patientId]);
}
