import type en from "../../locales/en.json";

export type Language = "en" | "hi";

export type TextKey = keyof typeof en;

type Values = Readonly<Record<string, string | number>>;

/** The texts of one language, as far as they are loaded. */
export interface Words {
  readonly language: Language;
  /** The text, with its {names} filled in. */
  t(key: TextKey, values?: Values): string;
  /**
   * The text for n things, where a bar parts one from many: "{n} tablet|{n} tablets". Up to one
   * counts as one: ½ tablet; nothing does in Hindi, too, but not in English: 0 tablets.
   */
  count(key: TextKey, n: number, shown?: string): string;
}

export function newWords(language: Language, texts: Readonly<Record<string, string>>): Words {
  const fill = (text: string, values?: Values) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values?.[name] ?? ""));
  const text = (key: string) => texts[key] ?? key;
  return {
    language,
    t: (key, values) => fill(text(key), values),
    count(key, n, shown = String(n)) {
      const [one = "", many = one] = text(key).split("|");
      return fill(n <= 1 && (n > 0 || language !== "en") ? one : many, { n: shown });
    },
  };
}
