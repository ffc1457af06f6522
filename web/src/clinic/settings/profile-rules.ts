import type { TextKey } from "../../shared/words";
import type { Profile } from "./profile";

type Say = (key: TextKey) => string;

const filled = (t: Say) => (value: string) => (value.trim() === "" ? t("clinic.field.required") : null);

/** What can be said of a profile before it is sent; the server says the rest. */
export const profileRules = (t: Say) => ({ name: filled(t), state: filled(t), country: filled(t), timeZone: filled(t) }) satisfies Partial<Record<keyof Profile, (value: string) => string | null>>;

export const required = filled;
