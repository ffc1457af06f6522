import { formatDay } from "../../shared/format";
import type { Words } from "../../shared/words";
import type { FileRecord } from "../content";
import { Section } from "../Section";

/** What is said of a document; the files themselves stand below it. */
export function View({ content, words }: { content: FileRecord; words: Words }) {
  const { t, language } = words;
  return (
    <>
      <Section
        title={t(`file.${content.category}`)}
        lines={[[content.title, content.source, content.takenAt && formatDay(language, content.takenAt)]]}
      />
      {content.description && <Section title={t("file.description")} lines={content.description.split("\n").map((line) => [line])} />}
    </>
  );
}
