import type { Prescription } from "../../records/content";
import { ageAt } from "../../shared/age";
import { formatDate, formatDay, formatNumber } from "../../shared/format";
import type { SharedRecords } from "./state";
import type { InRecord } from "./views";

/** A record, with whose it is. */
type OnPaper = Omit<InRecord, "shared"> & { shared: Pick<SharedRecords, "letterhead" | "practice"> };

const joined = (...said: (string | false | undefined)[]) => said.filter(Boolean).join(" · ");

/** The head of a printed record: whose it is and who wrote it, as a pharmacist or another doctor looks for. */
export function Letterhead({ record, shared, words }: OnPaper) {
  const { t, count, language } = words;
  const head = shared.letterhead;
  if (!head) return null;
  const { dateOfBirth: born } = head;
  const age = born && ageAt(born, record.effectiveAt);
  const weight = record.type === "prescription" && (record.content as Prescription).weight;
  return (
    <>
      <div className="paper" hidden>
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
      {record.type === "prescription" && (
        <p className="rx" hidden>
          ℞
        </p>
      )}
    </>
  );
}

/** What stands where a signature is looked for, and says that there is none. */
export function Issued({ record, shared, words }: OnPaper) {
  const practice = shared.letterhead?.practiceName ?? shared.practice.name;
  return (
    <p className="issued" hidden>
      {words.t("paper.issued", { author: record.authorName ?? practice, practice, date: formatDate(words.language, record.effectiveAt) })}
    </p>
  );
}
