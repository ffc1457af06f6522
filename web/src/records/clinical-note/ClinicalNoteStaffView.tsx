import type { Words } from "../../shared/words";
import type { ClinicalNote } from "../content";
import { Section } from "../Section";
import { View } from "./ClinicalNoteView";

/** A clinician's note as the clinic's staff reads it: the private part stands apart, and says that it is. */
export function StaffView({ content, words }: { content: ClinicalNote; words: Words }) {
  return (
    <>
      <View content={content} words={words} />
      {content.privateNote && (
        <div className="private">
          <Section title={words.t("staff.clinical-note.private")} lines={[[content.privateNote]]} />
          <p className="quiet">{words.t("staff.clinical-note.privateHint")}</p>
        </div>
      )}
    </>
  );
}
