/** The times of day that a frequency pattern speaks of, in order. */
export type Slot = "morning" | "afternoon" | "evening" | "night";

const slotsOf: Readonly<Record<number, readonly Slot[]>> = {
  3: ["morning", "afternoon", "night"],
  4: ["morning", "afternoon", "evening", "night"],
};

/**
 * Reads a frequency pattern: "1-0-1" is morning, afternoon, night; "1-0-0-1" has an evening too.
 * Each number is how many doses are taken then. Undefined for anything else: the page then shows
 * the pattern as it was written.
 */
export function readPattern(pattern: string): { slot: Slot; doses: number }[] | undefined {
  const numbers = pattern.split("-");
  const slots = slotsOf[numbers.length];
  if (!slots || !numbers.every((n) => /^\d+(\.\d+)?$/.test(n))) return undefined;
  return slots.map((slot, i) => ({ slot, doses: Number(numbers[i]) }));
}

const quarters: Readonly<Record<number, string>> = { 0.25: "¼", 0.5: "½", 0.75: "¾" };

/** A number of things that are cut in quarters: 0.5 is "½", 1.5 is "1½". */
export function formatFraction(n: number): string {
  const whole = Math.floor(n);
  const rest = quarters[n - whole];
  return rest ? (whole ? whole + rest : rest) : String(n);
}
