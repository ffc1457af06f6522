import type { Language } from "./words";

export type Texts = Readonly<Record<string, string>>;

/** Loads a part of a language's texts (vite.texts.ts says what is in each, and where it is). */
export const loadTexts = async (language: Language, part: string): Promise<Texts> =>
  ((await import(/* @vite-ignore */ textsUrl(language, part))) as { texts: Texts }).texts;
