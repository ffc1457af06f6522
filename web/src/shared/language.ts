import { keep, kept, phone } from "./storage";
import type { Language } from "./words";

export function keepLanguage(language: Language): void {
  keep(phone, "language", language);
}

/** The language that was chosen on this phone. */
export function chosenLanguage(): Language | undefined {
  const language = kept(phone, "language");
  return language === "en" || language === "hi" ? language : undefined;
}

/** The one to begin with, before anybody was asked: that of the e-mail that led here ("/portal?hi"), or of the phone. */
export const firstLanguage = (): Language => chosenLanguage() ?? (location.search === "?hi" || navigator.language.startsWith("hi") ? "hi" : "en");
