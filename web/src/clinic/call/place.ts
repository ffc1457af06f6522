import type { VisitPlace } from "../../call/api";

/** Which visit the address speaks of: "#patient=…&visit=…". Ids only, nothing of a person. */
export function placeFrom(hash: string): VisitPlace | undefined {
  const said = new URLSearchParams(hash.slice(1));
  const [patientId, visitId] = [said.get("patient"), said.get("visit")];
  return patientId && visitId ? { patientId, visitId } : undefined;
}

/** Where to sign in, and the patient's calls behind it. */
export const signInFrom = (place: VisitPlace | undefined): string => "/clinic/sign-in" + (place ? `?next=${encodeURIComponent(`/patients/${place.patientId}/visits`)}` : "");
