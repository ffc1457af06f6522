import { call, type Result } from "../../api/client";
import type { paths } from "../../api/schema";
import { formatMoment } from "../../shared/format";
import type { TextKey } from "../../shared/words";
import * as urls from "../../urls";
import type { HistoryEntry } from "./state";
import { Title, TroubleText, type Common } from "./views";

type Page = paths[typeof urls.ownHistory]["get"]["responses"][200]["content"]["application/json"];

/** Reads a page of who saw what. Pages with nothing for the patient's eyes are passed over. */
export async function readHistory(next?: string): Promise<Result<Page>> {
  for (;;) {
    const path = next ? `${urls.ownHistory}?cursor=${next}` : urls.ownHistory;
    const answer = (await call("get", path as typeof urls.ownHistory)) as Result<Page>;
    if (!answer.ok || answer.data.items.length > 0 || !answer.data.nextCursor) return answer;
    next = answer.data.nextCursor;
  }
}

/** Who it was: "You", "Dr Rao (doctor)", or the clinic where it has forgotten the name or no person did it. */
function who({ name, role }: HistoryEntry, { t }: Common["words"]): string {
  const word = t(`history.role.${role}`);
  return name ? `${name} (${word})` : word;
}

/** Who saw, wrote, sent and opened what of the patient's, newest first. */
export function History({ entries, more, words, ...common }: Common & { entries: readonly HistoryEntry[]; more: boolean }) {
  const { t, language } = words;
  const { actions, busy } = common;
  return (
    <section className="card">
      <Title>{t("history.title")}</Title>
      <p className="quiet">{t("history.text")}</p>
      {entries.length === 0 ? (
        <p>{t("history.none")}</p>
      ) : (
        <ol>
          {entries.map((entry, i) => (
            <li key={`${i}`}>
              {t(`history.${entry.what}` as TextKey)}
              {entry.recordType && `: ${t(`history.type.${entry.recordType}` as TextKey)}`}
              <br />
              <span className="quiet">
                {`${who(entry, words)} ·\u00a0${formatMoment(language, entry.at)}`}
              </span>
            </li>
          ))}
        </ol>
      )}
      <TroubleText {...common} words={words} />
      {more && (
        <button type="button" className="second" aria-disabled={busy} onClick={() => actions.do("history")}>
          {t("history.more")}
        </button>
      )}
      <button type="button" className="second" onClick={() => actions.do("backToRecords")}>
        {t("history.back")}
      </button>
    </section>
  );
}
