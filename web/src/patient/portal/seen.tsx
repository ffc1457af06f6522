import { call } from "../../api/client";
import type { components } from "../../api/schema";
import { formatMoment } from "../../shared/format";
import type { TextKey } from "../../shared/words";
import * as urls from "../../urls";
import { Lead } from "./lead";
import type { Chart, Common, PartModule } from "./state";
import { Button, TroubleText } from "./views";

type Entry = components["schemas"]["OwnHistoryEntry"];

/** Reads a page of who saw what. Pages with nothing for the patient's eyes are passed over. */
async function read(next?: string) {
  for (;;) {
    const answer = await call("get", (next ? `${urls.accountHistory}?cursor=${encodeURIComponent(next)}` : urls.accountHistory) as typeof urls.accountHistory);
    if (!answer.ok || answer.data.items.length > 0 || !answer.data.nextCursor) return answer;
    next = answer.data.nextCursor;
  }
}

export const open: PartModule["open"] = async (page, person) => {
  const answer = await read();
  if (!answer.ok) return answer;
  let { items, nextCursor } = answer.data;
  const more = () =>
    page.doing(async () => {
      const next = await read(nextCursor);
      if (!next.ok) return page.fail(next);
      const at = items.length;
      items = [...items, ...next.data.items];
      nextCursor = next.data.nextCursor;
      page.update({});
      return document.getElementById(`seen-${at}`)?.focus();
    });
  return (common) => <Seen {...common} person={person} entries={items} more={nextCursor ? more : undefined} />;
};

function Seen({ person, entries, more, ...common }: Common & { person: Chart["person"]; entries: readonly Entry[]; more: (() => void) | undefined }) {
  const { words } = common;
  const { t, language } = words;
  return (
    <>
      <Lead person={person} words={words} title={t("history.title")}>
        <p className="quiet">{t("history.text")}</p>
      </Lead>
      {entries.length === 0 && <p className="card">{t("history.none")}</p>}
      {entries.length > 0 && (
        <ol className="seen card">
          {entries.map(({ at, what, recordType, name, role }, i) => (
            <li key={`${i}`} id={`seen-${i}`} tabIndex={-1}>
              <b>
                <bdi>{name ?? t(`history.role.${role}`)}</bdi>
              </b>
              {name && <small> {t(`history.role.${role}`)}</small>}
              <br />
              {t(`history.${what}` as TextKey)}
              {recordType && `: ${t(`history.type.${recordType}` as TextKey)}`}
              <small className="when">{formatMoment(language, at)}</small>
            </li>
          ))}
        </ol>
      )}
      <TroubleText {...common} />
      {more && (
        <Button {...common} className="second" onClick={more}>
          {t("history.more")}
        </Button>
      )}
    </>
  );
}
