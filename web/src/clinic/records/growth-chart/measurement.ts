import type { GrowthChart } from "../../../records/content";

/** A measurement as it is being written. */
export type Measurement = Partial<GrowthChart["measurements"][number]>;

const dayMilliseconds = 86_400_000;
/** WHO measures children lying until they are two, standing from then on. */
const lyingDays = 731;

/** How a child of that age is measured. */
export function usualPosition(date: string | undefined, born: string | undefined): "lying" | "standing" {
  if (!date || !born) return "standing";
  return (Date.parse(date) - Date.parse(born)) / dayMilliseconds < lyingDays ? "lying" : "standing";
}

export const newMeasurement = (date: string, born: string | undefined): Measurement => (born === undefined || date >= born ? { date } : {});

/** The measurement without what the server fills in. */
export const typedOf = ({ date, weight, height, headCircumference, midUpperArmCircumference, oedema }: Measurement): Measurement => ({
  ...(date && { date }),
  ...(weight !== undefined && { weight }),
  ...(height && { height }),
  ...(headCircumference !== undefined && { headCircumference }),
  ...(midUpperArmCircumference !== undefined && { midUpperArmCircumference }),
  ...(oedema && { oedema }),
});

/** The oldest first; what has no date yet is the newest. */
export const byDate = (measurements: readonly Measurement[]): Measurement[] => [...measurements].sort(({ date: a = "9999" }, { date: b = "9999" }) => (a < b ? -1 : a > b ? 1 : 0));
