import type { Language } from "./words";

/** Paise as rupees: 123450 is "₹1,234.50", 120000 is "₹1,200". */
export function formatRupees(language: Language, paise: number): string {
  const digits = paise % 100 ? 2 : 0;
  return new Intl.NumberFormat(language === "hi" ? "hi-IN-u-nu-latn" : "en-IN", {
    style: "currency",
    currency: "INR",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(paise / 100);
}
