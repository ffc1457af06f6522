import type { Language } from "../../../shared/words";

const kilobyte = 1024;

/** How large a file is: never "0 kB". */
export function sizeText(language: Language, bytes: number): string {
  const inMegabytes = bytes >= kilobyte * kilobyte;
  const shown = inMegabytes ? bytes / kilobyte / kilobyte : Math.max(1, Math.round(bytes / kilobyte));
  return `${new Intl.NumberFormat(language === "hi" ? "hi-IN-u-nu-latn" : "en-IN", { maximumFractionDigits: 1 }).format(shown)} ${inMegabytes ? "MB" : "kB"}`;
}
