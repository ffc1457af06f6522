import { digitsOf } from "../../shared/digits";

/** A number as people in India read it out: "+91 98450 12345". Those of other countries stay as they are kept. */
export function readablePhone(e164: string): string {
  const [, first, second] = /^\+91(\d{5})(\d{5})$/.exec(e164) ?? [];
  return first ? `+91 ${first} ${second}` : e164;
}

/** Whether two ways of writing a number may mean the same: by the digits that a country's code does not change. */
export function maybeSamePhone(a: string, b: string): boolean {
  const [one, other] = [digitsOf(a).slice(-10), digitsOf(b).slice(-10)];
  return one.length >= 8 && one === other;
}
