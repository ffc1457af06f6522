import type { Language } from "./words";

const locale = (language: Language) => (language === "hi" ? "hi-IN-u-nu-latn" : "en-IN");

const date = (language: Language, at: Date, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(language), options).format(at);

/** "22 November 2026", of an instant in the zone of the phone. */
export function formatDate(language: Language, at: string): string {
  return date(language, new Date(at), { day: "numeric", month: "long", year: "numeric" });
}

/** "22 November 2026", of a day of the calendar ("2026-11-22"), which has no zone. */
export function formatDay(language: Language, day: string): string {
  return date(language, new Date(day + "T00:00Z"), { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

/** "10:45 am". */
export function formatTime(language: Language, at: string): string {
  return date(language, new Date(at), { hour: "numeric", minute: "2-digit" });
}

/** "29 November, 10:45 am": until when. */
export function formatMoment(language: Language, at: string): string {
  return date(language, new Date(at), { day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
}

/** A number as people in India write it, with at most three decimals: 1,50,000. */
export function formatNumber(language: Language, n: number): string {
  return new Intl.NumberFormat(locale(language), { maximumFractionDigits: 3 }).format(n);
}

const quarters: Readonly<Record<number, string>> = { 0.25: "¼", 0.5: "½", 0.75: "¾" };

/** A number of things that are cut in quarters: 0.5 is "½", 1.5 is "1½". */
export function formatFraction(n: number): string {
  const whole = Math.floor(n);
  const rest = quarters[n - whole];
  return rest ? (whole ? whole + rest : rest) : String(n);
}

/** Degrees Celsius (UCUM "Cel") in degrees Fahrenheit, to the nearest tenth. */
export function fahrenheit(celsius: number): number {
  return Math.round(celsius * 18 + 320) / 10;
}

/** The body-mass index in kg/m², to the nearest tenth. */
export function bodyMassIndex(weightKilograms: number, heightCentimetres: number): number {
  return Math.round((weightKilograms / (heightCentimetres / 100) ** 2) * 10) / 10;
}
