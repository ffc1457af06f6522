import type { RecordType } from "../../records/content";
import { loadTexts, type Texts } from "../../shared/load-texts";
import { newWords, type Language, type Words } from "../../shared/words";

/** The parts of a language file that are loaded together (vite.texts.ts says what is in each). */
export type Part = "core" | "more" | "history" | "entry" | "portal" | "portal-chart" | "portal-messages" | "portal-mine" | "portal-choices" | "portal-account" | RecordType;

const wanted = new Set<Part>();

/** The words of a language with these parts and all that was asked for before. */
export async function loadWords(language: Language, ...parts: Part[]): Promise<Words> {
  for (const part of parts) wanted.add(part);
  return newWords(language, Object.assign({}, ...(await Promise.all([...wanted].map((part) => loadTexts(language, part))))) as Texts);
}
