import type { components } from "../../../api/schema";
import type { PlanItem } from "../../../records/content";
import { readPercent, readRupees, showPercent, showRupees } from "../parts/numbers";

type Part = components["schemas"]["AmountOrRate"];
type Amounts = components["schemas"]["Amounts"];

/** A rate's part of an amount, half a paisa rounded up. */
const at = (paise: number, basisPoints: number): number => Math.floor((paise * basisPoints + 5_000) / 10_000);

const of = (part: Part | undefined, sum: number): number => part?.amount ?? at(sum, part?.basisPoints ?? 0);

/** How many are charged where nobody says: one for each tooth, or one. */
export const quantityOf = ({ quantity, toothNumbers = [] }: Partial<PlanItem>): number => quantity ?? Math.max(1, toothNumbers.length);

/** What a step costs (internal/clinic/plan_item.go has the rule, and decides). */
export function priceOf(item: Partial<PlanItem>): Amounts {
  const gross = quantityOf(item) * (item.unitCost ?? 0);
  const discount = Math.min(gross, of(item.discount, gross));
  const tax = of(item.tax, gross - discount);
  return { gross, discount, tax, total: gross - discount + tax };
}

/** What all of it costs that is not cancelled. */
export function estimateOf(items: readonly Partial<PlanItem>[]): Amounts {
  const sum = { gross: 0, discount: 0, tax: 0, total: 0 };
  for (const item of items) {
    if (item.status === "cancelled") continue;
    const price = priceOf(item);
    for (const part of ["gross", "discount", "tax", "total"] as const) sum[part] += price[part];
  }
  return sum;
}

/** A part of a sum as one types it: "500" are rupees, "10%" is a rate. */
export function readPart(typed: string): Part | undefined {
  const rate = /%\s*$/.test(typed);
  const n = rate ? readPercent(typed) : readRupees(typed);
  return n === undefined ? undefined : rate ? { basisPoints: n } : { amount: n };
}

export const showPart = ({ amount, basisPoints = 0 }: Part): string => (amount === undefined ? `${showPercent(basisPoints)}%` : showRupees(amount));
