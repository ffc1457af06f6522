import type { Language } from "../../shared/words";
import { readDay, typedDay } from "./day";
import type { Demographics, Patient } from "./queries";

/** The demographics as they stand in a form. */
export interface Values {
  name: string;
  sex: Demographics["sex"] | "";
  /** As typed. */
  dateOfBirth: string;
  number: string;
  phone: string;
  phoneIsGuardians: boolean;
  email: string;
  language: Language;
}

export const fields = ["name", "sex", "dateOfBirth", "number", "phone", "phoneIsGuardians", "email", "language"] as const satisfies readonly (keyof Values)[];
export type FieldName = (typeof fields)[number];

export const isField = (path: string): path is FieldName => (fields as readonly string[]).includes(path);

export const noValues: Values = { name: "", sex: "", dateOfBirth: "", number: "", phone: "", phoneIsGuardians: false, email: "", language: "en" };

export function valuesOf(patient: Patient): Values {
  const { name, sex, dateOfBirth, number = "", phone = "", phoneIsGuardians, email = "", language } = patient;
  return { name, sex, dateOfBirth: typedDay(dateOfBirth), number, phone, phoneIsGuardians, email, language };
}

/** What a form of valid values says. What is empty is left out; a guardian's number without a number is none. */
export function demographicsFrom(values: Values): Demographics {
  const [name, number, phone, email] = [values.name, values.number, values.phone, values.email].map((text) => text.trim()) as [string, string, string, string];
  const dateOfBirth = readDay(values.dateOfBirth);
  return {
    name,
    sex: values.sex === "" ? "unknown" : values.sex,
    language: values.language,
    phoneIsGuardians: values.phoneIsGuardians && phone !== "",
    ...(dateOfBirth && { dateOfBirth }),
    ...(number && { number }),
    ...(phone && { phone }),
    ...(email && { email }),
  };
}

/** What the form of somebody who is registered changes: the number has a dialog of its own. */
const details = ["name", "sex", "dateOfBirth", "number", "email", "language"] as const satisfies readonly FieldName[];
export type Detail = (typeof details)[number];

/** The details in which two forms say something else. */
export const differing = (a: Values, b: Values): readonly Detail[] => details.filter((detail) => a[detail] !== b[detail]);

/**
 * What to offer first where a form and what is stored differ: mine where I changed the detail, and
 * theirs where only they did. The number is what is stored.
 */
export function merged(base: Values, mine: Values, theirs: Values): Values {
  const changed = Object.fromEntries(differing(base, mine).map((detail) => [detail, mine[detail]]));
  return { ...theirs, ...changed };
}
