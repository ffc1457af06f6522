import type { components } from "../../../api/schema";
import type { RecordType } from "../../../records/content";
import { ageAt } from "../../../shared/age";
import type { Patient } from "../form";

type Types = { readonly master: boolean; readonly items: readonly components["schemas"]["RecordTypeInfo"][] };

/** Why a record of the type would not reach the patient, in the order of the server's conditions; undefined: it would. */
export type ShareObstacle = "master-off" | "type-off" | "no-phone" | "not-mobile" | "unverified" | "not-theirs" | "opted-out" | "no-guardian";

export function shareObstacle({ master, items }: Types, type: RecordType, patient: Patient, now: Date): ShareObstacle | undefined {
  if (!master) return "master-off";
  if (items.find((item) => item.type === type)?.mode === "off") return "type-off";
  if (patient.phoneStatus === "none") return "no-phone";
  if (patient.phoneStatus !== "verified") return patient.phoneStatus;
  if (patient.optedOut) return "opted-out";
  return isMinor(patient, now) && !patient.phoneIsGuardians ? "no-guardian" : undefined;
}

/** What entering and verifying a number mends. */
export const mendedByPhone = (obstacle: ShareObstacle): boolean => ["no-phone", "not-mobile", "unverified", "not-theirs"].includes(obstacle);

function isMinor({ dateOfBirth }: Patient, now: Date): boolean {
  const age = dateOfBirth && ageAt(dateOfBirth, now.toISOString());
  return !!age && (age.unit !== "years" || age.value < 18);
}
