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
