import type { Payment } from "../../../records/content";

export type Mode = NonNullable<Payment["mode"]>;
export type Reference = NonNullable<Payment["reference"]>;

export const modes = ["upi", "cash", "card", "netbanking", "cheque", "wallet", "insurance"] as const satisfies readonly Mode[];

/** How a payment of each mode is found again (internal/clinic/payment_reference.go). */
export const referencesOf: Readonly<Record<Mode, readonly (keyof Reference)[]>> = {
  cash: [],
  card: ["cardLast4"],
  upi: ["utr", "upiId"],
  netbanking: ["utr", "bank"],
  cheque: ["chequeNumber", "bank", "utr"],
  wallet: ["wallet", "utr"],
  insurance: ["insurer", "claim", "utr"],
};

/** As much of what was typed as goes with a mode; undefined for nothing. */
export function referenceFor(mode: Mode | undefined, typed: Reference): Reference | undefined {
  const kept: Reference = {};
  for (const name of mode ? referencesOf[mode] : []) if (typed[name]) kept[name] = typed[name];
  return Object.keys(kept).length > 0 ? kept : undefined;
}
