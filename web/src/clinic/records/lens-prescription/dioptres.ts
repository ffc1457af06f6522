import { formatPower } from "../../../shared/refraction";
import { readNumber } from "../parts/numbers";

/** The greatest power of any lens, in dioptres: what is beyond it was meant in hundredths. */
const most = 30;

/**
 * A power that was typed: "-2.25", "+1", "plano", and as opticians write it without the point:
 * "-225" is −2.25. It stays as it was typed if it is no power at all.
 */
export function readPower(typed: string): number | undefined {
  if (/^\s*(pl|plano|ds)\.?\s*$/i.test(typed)) return 0;
  const n = readNumber(typed, 2);
  if (n === undefined) return undefined;
  return Math.abs(n) > most && Number.isInteger(n) ? n / 100 : n;
}

/** A power with its sign, always: "+1.25", "−0.50", "0.00". */
export const showPower = (dioptres: number): string => formatPower(dioptres);

/** The power so many quarters on, on the scale even if it was typed beside it. */
export function stepPower(value: number | undefined, steps: number, { from = -most, to = most }: { from?: number; to?: number } = {}): number {
  const quarters = value === undefined ? 0 : steps > 0 ? Math.floor(value * 4) : Math.ceil(value * 4);
  return Math.min(to, Math.max(from, (quarters + steps) / 4)) + 0; // no −0
}

/** The axis so many degrees on: after 180 comes 1. */
export const stepAxis = (value: number | undefined, degrees: number): number => ((((value ?? (degrees > 0 ? 0 : 1)) + degrees - 1) % 180) + 180) % 180 + 1;

/** An axis that was typed: whole degrees, "0" as it is (the server keeps it as 180). */
export function readAxis(typed: string): number | undefined {
  const n = readNumber(typed.replace(/°\s*$/, ""));
  return n === undefined || n < 0 ? undefined : n;
}
