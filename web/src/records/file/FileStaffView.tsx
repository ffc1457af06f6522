import type { Words } from "../../shared/words";
import type { FileRecord } from "../content";
import { Section } from "../Section";
import { View } from "./FileView";

/** What a language is called ("ml" is Malayalam); the code itself where no browser knows it. */
function languageName(speaking: string, code: string): string {
  try {
    return new Intl.DisplayNames([speaking], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** The document with what only the practice asks for: the language it is written in. */
export function StaffView({ content, words }: { content: FileRecord; words: Words }) {
  return (
    <>
      <View content={content} words={words} />
      {content.language && <Section title={words.t("staff.file.language")} lines={[[languageName(words.language, content.language)]]} />}
    </>
  );
}
