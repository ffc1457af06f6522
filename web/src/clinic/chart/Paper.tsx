import type { Prescription } from "../../records/content";
import { ageAt } from "../../shared/age";
import { formatDate, formatDay, formatNumber } from "../../shared/format";
import type { Words } from "../../shared/words";
import { PatientCard, type PatientView } from "./PatientCard";
import type { Preview } from "./queries";

const joined = (...said: (string | false | undefined)[]) => said.filter(Boolean).join(" · ");

/** A record on paper: the practice's letterhead, what the patient may read, and who issued it. */
export function Paper({ preview, view, words }: { preview: Preview; view: PatientView; words: Words }) {
  const { record, letterhead, practice } = preview;
  return (
    <div className="rec-sheet" lang={words.language}>
      <Letterhead preview={preview} words={words} />
      {record.type === "prescription" && <p className="rx">℞</p>}
      <PatientCard record={record} practice={practice} view={view} words={words} />
      <p className="issued">{words.t("paper.issued", { author: record.authorName ?? letterhead.practiceName, practice: letterhead.practiceName, date: formatDate(words.language, record.effectiveAt) })}</p>
    </div>
  );
}

function Letterhead({ preview: { record, letterhead: head }, words: { t, count, language } }: { preview: Preview; words: Words }) {
  const { dateOfBirth: born } = head;
  const age = born && ageAt(born, record.effectiveAt);
  const weight = record.type === "prescription" && (record.content as Prescription | undefined)?.weight;
  return (
    <div className="paper">
      <p>
        <b>{head.practiceName}</b>
        <br />
        {head.address}
        <br />
        {joined(head.phone && t("paper.phone", { phone: head.phone }), head.gstin && t("paper.gstin", { gstin: head.gstin }))}
      </p>
      <p>
        <b>{head.patientName}</b>
        <br />
        {joined(
          age && count(`paper.age.${age.unit}`, age.value),
          t(`paper.sex.${head.sex}`),
          weight ? t("paper.weight", { n: formatNumber(language, weight) }) : undefined,
          born && t("paper.born", { date: formatDay(language, born) }),
        )}
        <br />
        {head.patientNumber && t("paper.number", { number: head.patientNumber })}
      </p>
    </div>
  );
}
