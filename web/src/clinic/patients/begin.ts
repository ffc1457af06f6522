import { digitsOf } from "../../shared/digits";

/** What a new patient's form begins with. */
export interface Begin {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
}

const capitalised = (name: string) => name.replace(/(^|\s)\p{Ll}/gu, (letter) => letter.toLocaleUpperCase());

/** What of a new patient is known from what somebody looked for in vain. */
export function beginWith(query: string): Begin {
  const said = query.trim();
  if (said === "") return {};
  if (said.includes("@")) return { email: said };
  if (/^[\d+\s().-]+$/.test(said.normalize("NFKC")) || (digitsOf(said).length >= 8 && !/\p{L}/u.test(said))) return { phone: said };
  if (/\d/.test(said)) return {}; // a chart number that nobody has
  return { name: said === said.toLocaleLowerCase() ? capitalised(said) : said };
}

/*
 * What goes along from one page to the next is kept in memory alone: the address and the browser's
 * history hold nothing of a person.
 */
let begin: Begin = {};
let toVerify: string | undefined;

export function keepBegin(query: string): void {
  begin = beginWith(query);
}

/** What was kept, once. */
export function takeBegin(): Begin {
  const taken = begin;
  begin = {};
  return taken;
}

/** Remembers that the next thing to do with a patient, who was just registered, is to verify the number. */
export function keepToVerify(patientId: string): void {
  toVerify = patientId;
}

export function takeToVerify(patientId: string): boolean {
  const taken = toVerify === patientId;
  toVerify = undefined;
  return taken;
}
