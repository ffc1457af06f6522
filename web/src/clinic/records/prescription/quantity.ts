import { readPattern } from "../../../shared/dose";
import type { Medicine } from "../../../records/content";
import { altered } from "../parts/altered";

/** What is counted when it is dispensed; liquids and creams come in packs of any size. */
const counted: ReadonlySet<string> = new Set(["{tablet}", "{capsule}", "{sachet}", "{lozenge}", "{suppository}", "{patch}"]);
const daysOf: Readonly<Record<string, number>> = { d: 1, wk: 7, mo: 30 };

/** How many are needed for the whole course, as far as that can be computed: 20 for "1-0-1" over ten days. */
export function quantityFor({ dose, frequency, duration, sos }: Partial<Medicine>): number | undefined {
  const slots = frequency && readPattern(frequency.pattern);
  const days = duration && (daysOf[duration.unit] ?? 0) * duration.value;
  if (!dose || !slots || !days || sos || !counted.has(dose.unit)) return undefined;
  const perDay = slots.reduce((sum, { doses }) => sum + doses, 0) * dose.value;
  const needed = Math.ceil(perDay * Math.ceil(days / Math.max(1, frequency.everyDays ?? 1)));
  return needed > 0 && needed <= 999 ? needed : undefined;
}

/** The line as it is next: a quantity that was computed is computed anew, one that was typed stays. */
export const withQuantity = (line: Partial<Medicine>, next: Partial<Medicine>): Partial<Medicine> =>
  line.quantity === undefined || line.quantity === quantityFor(line) ? altered(next, { quantity: quantityFor(next) }) : next;
