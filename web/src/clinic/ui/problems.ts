import { ApiProblem, type Field } from "../api/problem";
import type { TextKey, Words } from "../../shared/words";

type Speech = Pick<Words, "t" | "language"> & { has(key: string): key is TextKey };

/** What a refusal means to who works at the desk. What we have no words for is our own mistake, and says so. */
export function problemText({ t, has }: Speech, problem: unknown): string {
  const { code, retryAfterSeconds } = problem instanceof ApiProblem ? problem : { code: "internal", retryAfterSeconds: 60 };
  const key = `clinic.problem.${code}`;
  return t(has(key) ? key : "clinic.problem.internal", { seconds: retryAfterSeconds, minutes: Math.ceil(retryAfterSeconds / 60) });
}

/** Codes whose sentence holds numbers that only the server knows. */
const withNumbers: readonly string[] = ["out_of_range", "implausible", "unusual_value", "too_long", "too_short", "too_many", "too_precise", "inconsistent"];

const bounds = /between ([\d.]+) and ([\d.]+)/;

/** What is wrong with one field. */
export function fieldText({ t, has, language }: Speech, { code, detail }: Field): string {
  const key = `clinic.field.${code}`;
  const [, low, high] = (code === "out_of_range" && language !== "en" && bounds.exec(detail)) || [];
  if (low && high) return t("clinic.field.between", { low, high });
  if (has(key) && !(language === "en" && withNumbers.includes(code))) return t(key);
  return detail.charAt(0).toUpperCase() + detail.slice(1);
}

/** "/content/medicines/0/dose" as forms name it: "content.medicines.0.dose". */
export const pathOf = (pointer: string): string => pointer.slice(1).replaceAll("/", ".");

export interface Refusal {
  /** What is wrong, above the form; undefined where all of it stands at a field. */
  text: string | undefined;
  /** What is wrong at each field, by its path. */
  at: Readonly<Record<string, string>>;
}

/** Splits a refusal into what belongs to the fields that a form has, and the rest. */
export function refusalOf(words: Speech, problem: unknown, hasField: (path: string) => boolean): Refusal {
  const fields = problem instanceof ApiProblem ? problem.fields : [];
  const at: Record<string, string> = {};
  const rest: string[] = [];
  for (const field of fields) {
    const path = pathOf(field.pointer);
    if (hasField(path)) at[path] ??= fieldText(words, field);
    else rest.push(fieldText(words, field));
  }
  if (fields.length === 0) rest.push(problemText(words, problem));
  return { text: rest.length > 0 ? rest.join(" ") : undefined, at };
}
