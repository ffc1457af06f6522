/** What doctors write for how often, as the pattern morning-noon-night or morning-noon-evening-night. */
const shorthand: Readonly<Record<string, string>> = {
  od: "1-0-0", qd: "1-0-0", om: "1-0-0", hs: "0-0-1", on: "0-0-1", bd: "1-0-1", bid: "1-0-1", tds: "1-1-1", tid: "1-1-1", qid: "1-1-1-1", qds: "1-1-1-1",
};

const fractions: Readonly<Record<string, string>> = { "½": "0.5", "1/2": "0.5", "¼": "0.25", "1/4": "0.25", "¾": "0.75", "3/4": "0.75" };

/** The patterns that most medicines have, for who would rather choose. */
export const usualPatterns = ["1-0-0", "1-0-1", "1-1-1", "0-0-1", "1-1-1-1"] as const;

/** Reads how often: "1-0-1", "101", "1 0 1", "½-0-½", "BD". What cannot be read stays as it was typed, for the server to remark. */
export function readFrequency(typed: string): string | undefined {
  const text = typed.normalize("NFC").trim().toLowerCase().replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x966)).replace(/½|¼|¾|[13]\/[24]/g, (fraction) => fractions[fraction] ?? fraction);
  if (text === "") return undefined;
  if (shorthand[text]) return shorthand[text];
  if (/^[0-9]{3,4}$/.test(text)) return text.split("").join("-");
  const slots = text.split(/[-–\s+]+/);
  return slots.length >= 3 && slots.every((slot) => /^[\d.]+$/.test(slot)) ? slots.join("-") : typed.trim();
}
