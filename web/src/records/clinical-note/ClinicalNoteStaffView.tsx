import type { Words } from "../../shared/words";
import { Codes } from "../Codes";
import type { ClinicalNote } from "../content";
import { Section } from "../Section";
import { View } from "./ClinicalNoteView";

/** Everything in a note that may have a code, in the order of the note. */
const coded = (n: ClinicalNote) =>
  [
    n.diagnoses,
    n.chiefComplaints,
    n.examination,
    n.allergies,
    n.medicalHistory,
    n.familyHistory,
    n.investigationAdvice,
    n.medications,
    n.procedures,
    n.otherObservations,
  ].flatMap((list) => list ?? []);

/**
 * A clinician's note as the clinic's staff reads it: with codes, what of the history was done to the
 * patient, and the private part, which stands apart and says that no patient reads it.
 */
export function StaffView({ content, words }: { content: ClinicalNote; words: Words }) {
  const { t } = words;
  const { medicalHistory = [], privateNote } = content;
  return (
    <>
      <View content={content} words={words} />
      {medicalHistory.length > 0 && (
        <Section title={t("staff.clinical-note.history")} lines={medicalHistory.map(({ text, kind }) => [text, t(`staff.clinical-note.kind.${kind}`)])} />
      )}
      <Codes coded={coded(content)} words={words} />
      {privateNote && (
        <aside className="private">
          <Section title={t("staff.clinical-note.private")} lines={[[privateNote]]} />
          <p className="quiet">{t("staff.clinical-note.privateHint")}</p>
        </aside>
      )}
    </>
  );
}
