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

/** Paise as a bill shows them, always to the paisa, so that they stand in columns: "₹1,200.00". */
export function formatMoney(language: Language, paise: number): string {
  return new Intl.NumberFormat(language === "hi" ? "hi-IN-u-nu-latn" : "en-IN", { style: "currency", currency: "INR" }).format(paise / 100);
}
