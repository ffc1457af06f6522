import type en from "../../locales/en.json";

export type Language = "en" | "hi";

export type TextKey = keyof typeof en;

/** The keys that have a text for one and a text for several. */
export type CountKey = TextKey extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never;

type Values = Readonly<Record<string, string | number>>;

/** The texts of one language, as far as they are loaded. */
export interface Words {
  readonly language: Language;
  t(key: TextKey, values?: Values): string;
  /** The text for n things; up to one counts as one, in English as in Hindi ("½ tablet"). */
  count(key: CountKey, n: number, shown?: string): string;
}

export function newWords(language: Language, texts: Readonly<Record<string, string>>): Words {
  const t: Words["t"] = (key, values) =>
    (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values?.[name] ?? ""));
  return {
    language,
    t,
    count: (key, n, shown = String(n)) => t(`${key}.${n <= 1 ? "one" : "other"}` as TextKey, { n: shown }),
  };
}
