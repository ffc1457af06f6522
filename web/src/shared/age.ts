export interface Age {
  unit: "days" | "months" | "years";
  value: number;
}

const dayMilliseconds = 86_400_000;

/**
 * How old somebody born on a day ("2024-02-29") is at an instant, as records say it: in days up to
 * four weeks, in completed months up to two years, then in completed years. The instant's day is
 * that of the zone, by default the phone's.
 */
export function ageAt(born: string, at: string, timeZone?: string): Age {
  const today = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", ...(timeZone && { timeZone }) }).format(new Date(at));
  const [birth, now] = [born, today].map((day) => new Date(day + "T00:00Z")) as [Date, Date];
  const days = Math.max(0, Math.round((now.getTime() - birth.getTime()) / dayMilliseconds));
  if (days <= 28) return { unit: "days", value: days };
  const months = (now.getUTCFullYear() - birth.getUTCFullYear()) * 12 + now.getUTCMonth() - birth.getUTCMonth() - (now.getUTCDate() < birth.getUTCDate() ? 1 : 0);
  return months < 24 ? { unit: "months", value: months } : { unit: "years", value: Math.floor(months / 12) };
}
