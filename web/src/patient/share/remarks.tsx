import { formatDate } from "../../shared/format";
import { nameOf, type InRecord } from "./views";

/** What is to be said of a record before its content. */
export function Remark({ record, words: { t } }: InRecord) {
  if (!record.corrected) return null;
  return (
    <p className="note">
      <span className="badge">{t("rare.corrected")}</span> {t("rare.correctedHint")}
    </p>
  );
}

/** A list of the records, a day at a time as they come, to go to one of many. */
export function Contents({ shared, words }: Omit<InRecord, "record">) {
  let last = "";
  return (
    <nav className="card screen" aria-labelledby="title">
      {shared.records.map((record) => {
        const day = formatDate(words.language, record.effectiveAt);
        const first = day !== last;
        last = day;
        return (
          <>
            {first && <p className="quiet">{day}</p>}
            <a href={"#" + record.id}>{nameOf(words, record)}</a>
          </>
        );
      })}
    </nav>
  );
}
