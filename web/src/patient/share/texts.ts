import { newWords, type Language, type Words } from "../../shared/words";

export type Part = "core" | "more" | "vital-signs" | "clinical-note" | "prescription";

type Loader = () => Promise<{ texts: Readonly<Record<string, string>> }>;

const loaders: Record<Language, Record<Part, Loader>> = {
  en: {
    core: () => import("virtual:texts/en/core"),
    more: () => import("virtual:texts/en/more"),
    "vital-signs": () => import("virtual:texts/en/vital-signs"),
    "clinical-note": () => import("virtual:texts/en/clinical-note"),
    prescription: () => import("virtual:texts/en/prescription"),
  },
  hi: {
    core: () => import("virtual:texts/hi/core"),
    more: () => import("virtual:texts/hi/more"),
    "vital-signs": () => import("virtual:texts/hi/vital-signs"),
    "clinical-note": () => import("virtual:texts/hi/clinical-note"),
    prescription: () => import("virtual:texts/hi/prescription"),
  },
};

const wanted = new Set<Part>();

/** The words of a language with this part and all that was asked for before. */
export async function loadWords(language: Language, ...parts: Part[]): Promise<Words> {
  for (const part of parts) if (part in loaders[language]) wanted.add(part);
  const loaded = await Promise.all([...wanted].map((part) => loaders[language][part]()));
  return newWords(language, Object.assign({}, ...loaded.map(({ texts }) => texts)) as Record<string, string>);
}
