/** An instant as the browser's field for a date and a time wants it, in the zone of this computer: "2026-03-01T16:15". */
export function momentText(instant: string | undefined): string {
  if (!instant) return "";
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The instant that was typed there; undefined for a year that is still being typed, or has too many digits. */
export function momentOf(typed: string): string | undefined {
  const year = Number(/^(\d+)-/.exec(typed)?.[1]);
  return year >= 1900 && year <= 9999 ? new Date(typed).toISOString() : undefined;
}
