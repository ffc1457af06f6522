import type { Invoice, InvoiceLine } from "../../../records/content";

/** A line as it is being written: any part of it may be missing. */
export type Line = Partial<InvoiceLine>;

type LineSums = Required<Pick<InvoiceLine, "amount" | "taxable" | "cgst" | "sgst" | "igst" | "total">>;
export type Totals = NonNullable<Invoice["totals"]>;

/** part/whole of an amount, half a paisa rounded up. */
const share = (paise: number, part: number, whole: number): number => Number((BigInt(paise) * BigInt(part) * 2n + BigInt(whole)) / BigInt(2 * whole));

/** What a line comes to (internal/clinic/invoice_line.go has the rule, and decides). */
export function sumsOf({ rate = 0, quantityThousandths = 0, discount = 0, gstBasisPoints = 0 }: Line, betweenStates: boolean): LineSums {
  const amount = share(rate, Math.max(0, quantityThousandths), 1_000);
  const taxable = Math.max(0, amount - discount);
  const igst = betweenStates ? share(taxable, gstBasisPoints, 10_000) : 0;
  const half = betweenStates ? 0 : share(taxable, gstBasisPoints, 20_000);
  return { amount, taxable, cgst: half, sgst: half, igst, total: taxable + half * 2 + igst };
}

/** The sums of all lines, and what is due. */
export function totalsOf(lines: readonly Line[], betweenStates: boolean, rounding = 0): Totals {
  const t = { gross: 0, discount: 0, net: 0, cgst: 0, sgst: 0, igst: 0, tax: 0, rounding, total: rounding };
  for (const line of lines) {
    const { amount, taxable, cgst, sgst, igst, total } = sumsOf(line, betweenStates);
    t.gross += amount;
    t.discount += amount - taxable;
    t.net += taxable;
    t.cgst += cgst;
    t.sgst += sgst;
    t.igst += igst;
    t.tax += cgst + sgst + igst;
    t.total += total;
  }
  return t;
}

/** What brings a sum to whole rupees, half a rupee rounded up. */
export const roundingOf = (paise: number): number => Math.round(paise / 100) * 100 - paise;

/** The document that GST law asks for. */
export function kindOf(lines: readonly Line[]): NonNullable<Invoice["kind"]> {
  const taxable = lines.some(({ gstBasisPoints }) => !!gstBasisPoints);
  const exempt = lines.some(({ gstBasisPoints }) => !gstBasisPoints);
  return !taxable ? "bill-of-supply" : exempt ? "invoice-cum-bill-of-supply" : "tax-invoice";
}

/** The bill as it is typed, without the sums that the server computed of it before. */
export function asTyped(invoice: Readonly<Partial<Invoice>>): Partial<Invoice> {
  const { totals: _totals, kind: _kind, ...typed } = invoice;
  if (!typed.lines) return typed;
  return { ...typed, lines: typed.lines.map(({ amount: _amount, taxable: _taxable, cgst: _cgst, sgst: _sgst, igst: _igst, total: _total, ...line }) => line) };
}
