import type { Words } from "../../shared/words";
import type { FileRecord } from "../content";
import { Section } from "../Section";
import { View } from "./FileView";

/** The document with what only the practice asks for: the language it is written in. */
export function StaffView({ content, words }: { content: FileRecord; words: Words }) {
  return (
    <>
      <View content={content} words={words} />
      {content.language && <Section title={words.t("staff.file.language")} lines={[[content.language]]} />}
    </>
  );
}
