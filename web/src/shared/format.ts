import type { Language } from "./words";

const locale = (language: Language) => (language === "hi" ? "hi-IN-u-nu-latn" : "en-IN");

/** In one piece, whatever the width of the screen: neither "22" nor "pm" stands alone on a line. */
const date = (language: Language, at: Date, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(language), options).format(at).replace(/ /g, "\u00a0");

/** "22 November 2026", of an instant in the zone of the phone. */
export function formatDate(language: Language, at: string, month: "long" | "short" = "long"): string {
  return date(language, new Date(at), { day: "numeric", month, year: "numeric" });
}

/** "22 November 2026", of a day of the calendar ("2026-11-22"), which has no zone. */
export function formatDay(language: Language, day: string, month: "long" | "short" = "long"): string {
  return date(language, new Date(day + "T00:00Z"), { day: "numeric", month, year: "numeric", timeZone: "UTC" });
}

/** "10:45 am". */
export function formatTime(language: Language, at: string): string {
  return date(language, new Date(at), { hour: "numeric", minute: "2-digit" });
}

/** "29 November, 10:45 am": until when. */
export function formatMoment(language: Language, at: string): string {
  return date(language, new Date(at), { day: "numeric", month: "long" }) + ", " + formatTime(language, at);
}

/** A number as people in India write it, with at most three decimals: 1,50,000. */
export function formatNumber(language: Language, n: number): string {
  return new Intl.NumberFormat(locale(language), { maximumFractionDigits: 3 }).format(n);
}
