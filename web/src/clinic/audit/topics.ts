import type { AccessEvent } from "./queries";

/** What an event is about, to look through one kind alone. */
export type Topic = "sign-in" | "staff" | "settings" | "looking" | "other";

export const topics: readonly Topic[] = ["sign-in", "staff", "settings", "looking", "other"];

const topicOfCode: Readonly<Record<string, Topic>> = {
  signed_in: "sign-in",
  signed_in_with_app: "sign-in",
  signed_in_with_passkey: "sign-in",
  signed_in_with_recovery_code: "sign-in",
  password_verified: "sign-in",
  sign_in_failed: "sign-in",
  second_factor_failed: "sign-in",
  passkey_copied: "sign-in",
  step_up: "sign-in",
  signed_out: "sign-in",
  session_ended: "sign-in",
  other_sessions_ended: "sign-in",
  password_set: "sign-in",
  factor_added: "sign-in",
  factor_removed: "sign-in",
  recovery_codes_renewed: "sign-in",
  staff_added: "staff",
  staff_changed: "staff",
  staff_role_changed: "staff",
  staff_disabled: "staff",
  staff_enabled: "staff",
  password_link_sent: "staff",
  factors_taken_away: "staff",
  practice_registered: "settings",
  practice_changed: "settings",
  settings_changed: "settings",
  messaging_changed: "settings",
  inbox_read: "looking",
  worklist_read: "looking",
  patients_searched: "looking",
};

export const topicOf = ({ what = "" }: Pick<AccessEvent, "what">): Topic => topicOfCode[what] ?? "other";

export const isKnown = (what: string): boolean => what in topicOfCode;

/** Whom an event concerns, where that is somebody of the staff other than who did it. */
export function concerned({ entity, agent }: Pick<AccessEvent, "entity" | "agent">): string | undefined {
  const [kind, id] = entity.split("/");
  return kind === "staff" && id && entity !== agent ? id : undefined;
}
