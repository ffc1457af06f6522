import { formatDay } from "../../shared/format";
import type { TextKey, Words } from "../../shared/words";
import type { ClinicalNote } from "../content";
import { Section, inLines, lines, type Line } from "../Section";

/** The sections that are there, in the order in which a patient wants to read them. */
function sections(note: ClinicalNote, { t, count, language }: Words): [TextKey, Line[]][] {
  const { followUp, referral } = note;
  const all: [TextKey, (Line | false | undefined)[] | undefined][] = [
    ["note.diagnoses", note.diagnoses?.map((d) => [d.text, t(`certainty.${d.certainty}`)])],
    ["followUp.title", followUp && [[inLines(followUp.date && formatDay(language, followUp.date), followUp.instructions)]]],
    ["note.referral", referral && [[inLines(referral.to, referral.reason)]]],
    ["note.investigationAdvice", lines(note.investigationAdvice)],
    [
      "note.chiefComplaints",
      note.chiefComplaints?.map(({ text, duration, severity }) => [
        text,
        duration && t("note.for", { period: count(`period.${duration.unit}`, duration.value) }),
        severity && t(`severity.${severity}`),
      ]),
    ],
    ["note.examination", lines(note.examination)],
    ["note.otherObservations", lines(note.otherObservations)],
    ["note.procedures", lines(note.procedures)],
    [
      "note.allergies",
      note.noKnownAllergies
        ? [[t("note.noKnownAllergies")]]
        : note.allergies?.map((a) => [a.text, a.reaction, a.severity && t(`severity.${a.severity}`)]),
    ],
    ["note.medications", lines(note.medications)],
    [
      "note.medicalHistory",
      note.medicalHistory?.map((h) => [h.text, h.since && t("note.since", { date: formatDay(language, h.since) })]),
    ],
    ["note.familyHistory", note.familyHistory?.map((f) => [f.text, f.relation])],
    ["note.freeText", [[note.freeText]]],
    ["note.documents", note.documents?.length ? [[t("note.documentsText")]] : undefined],
  ];
  return all
    .map(([title, said]): [TextKey, Line[]] => [title, (said ?? []).filter((line): line is Line => !!line && line.some(Boolean))])
    .filter(([, said]) => said.length > 0);
}

/** A clinician's note of a visit as a patient reads it. */
export function View({ content, words }: { content: ClinicalNote; words: Words }) {
  return (
    <>
      {content.visitType && <p className="quiet">{words.t(`visit.${content.visitType}`)}</p>}
      {sections(content, words).map(([title, said]) => (
        <Section key={title} title={words.t(title)} lines={said} />
      ))}
    </>
  );
}
