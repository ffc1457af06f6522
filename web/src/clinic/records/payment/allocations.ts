import type { components } from "../../../api/schema";
import type { Payment } from "../../../records/content";

export type OpenInvoice = components["schemas"]["InvoiceBalance"];
export type Allocation = NonNullable<Payment["allocations"]>[number];

export const allocated = (allocations: readonly Allocation[]): number => allocations.reduce((sum, { amount }) => sum + amount, 0);

/** What an amount goes to if nobody says: the oldest invoice first, none more than is due on it. */
export function allocate(amount: number, oldestFirst: readonly OpenInvoice[]): Allocation[] {
  let rest = amount;
  return oldestFirst.flatMap(({ invoiceId, due }) => {
    const part = Math.min(rest, due);
    rest -= part;
    return part > 0 ? [{ invoiceId, amount: part }] : [];
  });
}

const same = (a: readonly Allocation[], b: readonly Allocation[]) => a.length === b.length && a.every(({ invoiceId, amount }, i) => invoiceId === b[i]?.invoiceId && amount === b[i]?.amount);

interface Split {
  amount: number | undefined;
  allocations: readonly Allocation[];
}

/** Another amount: as long as nobody chose otherwise, it goes to the oldest invoices first. */
export function withAmount({ amount, allocations }: Split, next: number | undefined, open: readonly OpenInvoice[]): Split {
  const byItself = same(allocations, allocate(amount ?? 0, open));
  return { amount: next, allocations: byItself ? allocate(next ?? 0, open) : allocations };
}

/**
 * An invoice chosen or let go. It gets what is left of the amount; an amount that was the sum of
 * what was chosen goes on being that.
 */
export function withInvoice({ amount = 0, allocations }: Split, { invoiceId, due }: OpenInvoice, chosen: boolean): Split {
  const rest = amount - allocated(allocations);
  if (!chosen) {
    const left = allocations.filter((one) => one.invoiceId !== invoiceId);
    return { amount: rest === 0 ? allocated(left) || undefined : amount, allocations: left };
  }
  const part = rest > 0 ? Math.min(rest, due) : due;
  return { amount: rest > 0 ? amount : allocated(allocations) + part, allocations: [...allocations, { invoiceId, amount: part }] };
}

/** Another part for one invoice; the amount goes on being the sum if it was. */
export function withPart({ amount = 0, allocations }: Split, invoiceId: string, part: number | undefined): Split {
  const rest = amount - allocated(allocations);
  const next = allocations.map((one) => (one.invoiceId === invoiceId ? { ...one, amount: part ?? 0 } : one));
  return { amount: rest === 0 ? allocated(next) || undefined : amount, allocations: next };
}
