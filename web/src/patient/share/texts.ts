import type { RecordType } from "../../records/content";
import { newWords, type Language, type Words } from "../../shared/words";

/** The parts of a language file that are loaded together (vite.texts.ts says what is in each). */
export type Part = "core" | "more" | "history" | RecordType;

type Texts = Readonly<Record<string, string>>;

const wanted = new Set<Part>();

/** The words of a language with these parts and all that was asked for before. */
export async function loadWords(language: Language, ...parts: Part[]): Promise<Words> {
  for (const part of parts) wanted.add(part);
  const load = async (part: Part) => ((await import(/* @vite-ignore */ textsUrl(language, part))) as { texts: Texts }).texts;
  return newWords(language, Object.assign({}, ...(await Promise.all([...wanted].map(load)))) as Texts);
}
