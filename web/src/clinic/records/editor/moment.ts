/** An instant as the browser's field for a date and a time wants it, in the zone of this computer: "2026-03-01T16:15". */
export function momentText(instant: string | undefined): string {
  if (!instant) return "";
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The instant that was typed there. */
export const momentOf = (typed: string): string => new Date(typed).toISOString();
