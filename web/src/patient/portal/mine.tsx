import { call } from "../../api/client";
import { formatDate, formatMoment } from "../../shared/format";
import * as urls from "../../urls";
import { openRecord, refuse } from "./chart";
import { openFiles, openNote, takeAdded } from "./add";
import { Lead } from "./lead";
import type { Chart, Common, Entry, Page, PartModule } from "./state";
import { Button, TroubleText } from "./views";

/** What the patient added: a list, and the two ways of adding. */
export const open: PartModule["open"] = (page, person, id) => {
  if (id === "note") return openNote(page, person);
  return id === "files" ? openFiles(page, person) : openList(page, person);
};

/** Reads a part of what the patient added. Parts of the chart without any are passed over. */
async function read(next?: string) {
  for (;;) {
    const path = `${urls.ownRecords}?own=true${next ? `&cursor=${encodeURIComponent(next)}` : ""}`;
    const answer = await call("get", path as typeof urls.ownRecords);
    if (!answer.ok || answer.data.items.length > 0 || !answer.data.nextCursor) return answer;
    next = answer.data.nextCursor;
  }
}

interface List {
  entries: readonly Entry[];
  next: string | undefined;
  said: "mine.added" | "mine.takenBack" | undefined;
  /** The entry of which it is being asked whether to take it back. */
  asked: string | undefined;
}

async function openList(page: Page, person: Chart["person"]) {
  const answer = await read();
  if (!answer.ok) return answer;
  let list: List = { entries: answer.data.items, next: answer.data.nextCursor, said: takeAdded() ? "mine.added" : undefined, asked: undefined };
  const become = (change: Partial<List>) => {
    list = { ...list, ...change };
    page.update({});
  };
  const again = async () => {
    const fresh = await read();
    if (fresh.ok) become({ entries: fresh.data.items, next: fresh.data.nextCursor, asked: undefined });
  };
  const acts: Acts = {
    more: () =>
      page.doing(async () => {
        const next = await read(list.next);
        if (!next.ok) return page.fail(next);
        become({ entries: [...list.entries, ...next.data.items], next: next.data.nextCursor, said: undefined });
        return document.getElementById(next.data.items[0]?.id ?? "title")?.focus();
      }),
    ask: (id, asked) => {
      become({ asked: asked ? id : undefined, said: undefined });
      page.update({ trouble: undefined });
      document.getElementById(asked ? `ask-${id}` : `back-${id}`)?.focus();
    },
    takeBack: (id) =>
      page.doing(async () => {
        const gone = await call("delete", urls.ownRecord.replace("{recordId}", encodeURIComponent(id)) as typeof urls.ownRecord);
        if (!gone.ok && gone.code !== "record_ended") {
          refuse(page, gone, { read_already: "mine.error.read_already", offline: "portal.error.offline" });
          return gone.status === 409 || gone.status === 404 ? again() : undefined;
        }
        await again();
        become({ said: "mine.takenBack" });
        return document.getElementById(id)?.focus();
      }),
  };
  return (common: Common) => <Mine {...common} person={person} list={list} acts={acts} />;
}

interface Acts {
  more(): void;
  ask(id: string, asked: boolean): void;
  takeBack(id: string): void;
}

function Mine({ person, list, acts, ...common }: Common & { person: Chart["person"]; list: List; acts: Acts }) {
  const { words } = common;
  const { t } = words;
  const { entries, next, said } = list;
  return (
    <>
      <Lead person={person} words={words} title={t("chart.menu.mine")}>
        <p className="quiet">{t("mine.text")}</p>
      </Lead>
      <div role="status">{said && <p className="note">{t(said)}</p>}</div>
      <div className="pair">
        <a className="button main" href="#mine/note">
          {t("mine.note")}
        </a>
        <a className="button main" href="#mine/files">
          {t("mine.files")}
        </a>
      </div>
      <TroubleText {...common} />
      {entries.length === 0 && <p className="card">{t("mine.none")}</p>}
      {entries.map((entry) => (
        <Added key={entry.id} {...common} entry={entry} asked={list.asked === entry.id} acts={acts} />
      ))}
      {next && (
        <Button {...common} className="second" onClick={acts.more}>
          {t("chart.more")}
        </Button>
      )}
    </>
  );
}

/** One note, or files that were added under one title. */
function Added({ entry, asked, acts, ...common }: Common & { entry: Entry; asked: boolean; acts: Acts }) {
  const { words, busy } = common;
  const { t, language } = words;
  const { id, type, effectiveAt, withdrawn, reading, attachments = 0 } = entry;
  const kind = t(type === "file" ? "mine.kind.files" : "mine.kind.note");
  const name = entry.title ?? kind;
  const at = formatMoment(language, effectiveAt);
  return (
    <article className="card" aria-labelledby={id}>
      <h2 id={id} tabIndex={-1}>
        <bdi>{name}</bdi>
      </h2>
      <p className="quiet">
        {entry.title && kind + " · "}
        {at}
        {attachments > 0 && " · " + words.count("mine.attached", attachments)}
      </p>
      <p>{withdrawn ? t("mine.gone") : reading ? t("chart.readBy", { name: reading.byName, date: formatDate(language, reading.at) }) : t("chart.unread")}</p>
      {!withdrawn && !asked && (
        <div className="pair">
          <button type="button" aria-disabled={busy} aria-label={t("chart.openNamed", { name, date: at })} onClick={() => openRecord(id)}>
            {t("chart.open")}
          </button>
          {!reading && (
            <button type="button" id={`back-${id}`} aria-disabled={busy} aria-label={t("mine.takeBackNamed", { name, at })} onClick={() => acts.ask(id, true)}>
              {t("mine.takeBack")}
            </button>
          )}
        </div>
      )}
      {asked && (
        <section aria-labelledby={`ask-${id}`}>
          <h3 id={`ask-${id}`} tabIndex={-1}>
            {t("mine.ask")}
          </h3>
          <p>{t("mine.askText")}</p>
          <Button {...common} onClick={() => acts.takeBack(id)}>
            {t("mine.yes")}
          </Button>
          <button type="button" onClick={() => acts.ask(id, false)}>
            {t("mine.keep")}
          </button>
        </section>
      )}
    </article>
  );
}
