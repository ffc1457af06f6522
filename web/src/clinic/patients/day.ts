/**
 * The day of the calendar that somebody typed: "12/4/1988", "12-04-1988", "12.4.1988" or "12041988", in
 * any digits, the day first; or "1988-04-12", as programs write it. Undefined for what is no such
 * day; years have four digits, for a patient may be of either century.
 */
export function readDay(typed: string): string | undefined {
  const plain = typed
    .normalize("NFKC")
    .replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x966))
    .trim();
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(plain) ?? [];
  const parts = y ? [plain, d, m, y] : /^(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4})$/.exec(plain) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(plain);
  if (!parts) return undefined;
  const [, day = "", month = "", year = ""] = parts;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(iso + "T00:00Z");
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

/** A day ("1988-04-12") as it is typed: "12/04/1988". */
export const typedDay = (iso: string | undefined): string => iso?.split("-").reverse().join("/") ?? "";
