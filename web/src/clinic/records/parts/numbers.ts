/** Commas as India and the world group thousands by them: "1,50,000", "150,000". */
const grouped = /^([+-]?[1-9]\d{0,2}(?:,\d{2,3})*,\d{3})(\.\d*)?$/;

/**
 * What was typed in ASCII, without the commas of grouping: "−१,२००.५" is "-1200.5". A comma anywhere else
 * may be meant as a point, as may a space: "1,5" is not 15, so it is left for nobody to read.
 */
const plain = (typed: string): string => {
  const ascii = typed
    .normalize("NFKC")
    .replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x966))
    .replace(/[−–]/g, "-")
    .trim()
    .replace(/^([+-])\s+/, "$1");
  return grouped.test(ascii) ? ascii.replaceAll(",", "") : ascii;
};

/** The number that was typed, with at most so many decimals; undefined for what is none. */
export function readNumber(typed: string, places = 0): number | undefined {
  const digits = plain(typed);
  const decimals = /^[+-]?\d*(?:\.(\d*))?$/.exec(digits);
  const n = Number(digits || NaN);
  return decimals && Number.isFinite(n) && (decimals[1] ?? "").length <= places ? n : undefined;
}

/** Rupees that were typed ("₹ 1,234.50", "Rs 450") as paise. */
export function readRupees(typed: string): number | undefined {
  const rupees = readNumber(typed.replace(/^\s*(₹|rs\.?|inr)/i, ""), 2);
  return rupees === undefined || rupees < 0 ? undefined : Math.round(rupees * 100);
}

/** Paise as one types them: 123450 is "1,234.50", 45000 is "450". */
export const showRupees = (paise: number): string => new Intl.NumberFormat("en-IN", { minimumFractionDigits: paise % 100 ? 2 : 0, maximumFractionDigits: 2 }).format(paise / 100);

/** A percentage that was typed ("12.5", "12.5 %") in hundredths of a percent. */
export function readPercent(typed: string): number | undefined {
  const percent = readNumber(typed.replace(/%\s*$/, ""), 2);
  return percent === undefined || percent < 0 ? undefined : Math.round(percent * 100);
}

export const showPercent = (basisPoints: number): string => String(basisPoints / 100);
