import type { TextKey } from "../../shared/words";
import type { Profile } from "./profile";

type Say = (key: TextKey) => string;

const filled = (t: Say) => (value: string) => (value.trim() === "" ? t("clinic.field.required") : null);

/** What can be said of a profile before it is sent; the server says the rest. */
export const profileRules = (t: Say) => ({ name: filled(t), state: filled(t), country: filled(t), timeZone: filled(t) }) satisfies Partial<Record<keyof Profile, (value: string) => string | null>>;

export const required = filled;

/** A name in SMS may hold nothing that a phone makes a link or a number to call of. */
export const profileRefusal = (t: Say) => (path: string, code: string): string | undefined => (path.endsWith("smsDisplayName") && code === "not_allowed_characters" ? t("clinic.practice.smsName.refused") : undefined);
