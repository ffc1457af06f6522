import { formatDate } from "../../shared/format";
import type { TextKey } from "../../shared/words";
import type { RecordType } from "../../records/content";
import { find, openRecord, openSheets, showMore } from "./chart";
import { Foot, Marks, nameOf } from "./inside";
import { Keeping } from "./keeping";
import { filterOf } from "./listing";
import { Menu } from "./menu";
import { typedIn } from "./page";
import type { At, Chart, Common, Entry, Inside } from "./state";
import { Button, Form, Title, TroubleText } from "./views";

const types: Record<RecordType, true> = {
  prescription: true, "clinical-note": true, "vital-signs": true, "lab-order": true, "treatment-plan": true, "immunisation-plan": true,
  "growth-chart": true, "lens-prescription": true, file: true, invoice: true, payment: true,
};

/** The kind that is chosen in the form of a list: drawing anew must not choose another. */
let chosen: { list: Pick<Chart, "person" | "filter">; type: string } | undefined;

function chosenIn({ person, filter }: Chart): NonNullable<typeof chosen> {
  if (chosen?.list.person !== person || chosen.list.filter !== filter) chosen = { list: { person, filter }, type: filter?.type ?? "" };
  return chosen;
}

/** What to look for: words, a kind, days. Folded away until it is wanted; few charts are long. */
function Find({ chart, ...common }: Common & { chart: Chart }) {
  const { page, words, trouble } = common;
  const { t } = words;
  const { filter } = chart;
  const kind = chosenIn(chart);
  const wrong = trouble?.text === "find.error.days";
  return (
    <details className="card find screen" open={!!filter}>
      <summary>{t("find.open")}</summary>
      {/* Another search, other fields: what was typed for the last one is in none of them. */}
      <Form key={JSON.stringify(filter)} onSend={(form) => find(page, chart, filterOf({ words: typedIn(form, "words"), type: typedIn(form, "type"), from: typedIn(form, "from"), to: typedIn(form, "to") }))}>
        <label htmlFor="words">{t("find.words")}</label>
        <p className="quiet" id="words-hint">
          {t("find.wordsHint")}
        </p>
        <input id="words" name="words" type="search" maxLength={100} autoCapitalize="none" autoComplete="off" defaultValue={filter?.words} aria-describedby="words-hint" />
        <label htmlFor="type">{t("find.type")}</label>
        <select id="type" name="type" onChange={({ currentTarget }) => (kind.type = currentTarget.value)}>
          <option value="">{t("find.anyType")}</option>
          {Object.keys(types).map((type) => (
            <option key={type} value={type} selected={type === kind.type}>
              {t(`type.${type}` as TextKey)}
            </option>
          ))}
        </select>
        <div className="days">
          <div>
            <label htmlFor="from">{t("find.from")}</label>
            <input id="from" name="from" type="date" autoComplete="off" defaultValue={filter?.from} aria-describedby="trouble" aria-invalid={wrong} />
          </div>
          <div>
            <label htmlFor="to">{t("find.to")}</label>
            <input id="to" name="to" type="date" autoComplete="off" defaultValue={filter?.to} aria-describedby="trouble" aria-invalid={wrong} />
          </div>
        </div>
        <Button {...common}>{t("find.show")}</Button>
      </Form>
      {filter && (
        <button type="button" onClick={() => find(page, chart, undefined)}>
          {t("find.clear")}
        </button>
      )}
    </details>
  );
}

function Line({ entry, guardian, words, busy }: Pick<Common, "words" | "busy"> & { entry: Entry; guardian: boolean }) {
  const { t, language } = words;
  const name = nameOf(words, entry);
  const date = formatDate(language, entry.effectiveAt);
  return (
    <article className="card" aria-labelledby={entry.id}>
      <h2 id={entry.id} tabIndex={-1}>
        {name}
      </h2>
      <p className="quiet">
        {date}
        {entry.authorName && " · " + t("chart.by", { author: entry.authorName })}
      </p>
      <Marks entry={entry} guardian={guardian} words={words} />
      <button type="button" aria-disabled={busy} aria-label={t("chart.openNamed", { name, date })} onClick={() => openRecord(entry.id)}>
        {t("chart.open")}
      </button>
    </article>
  );
}

/** How many are listed, in words; said aloud after a search. */
function Count({ chart: { entries, next, filter }, words }: { chart: Chart; words: Common["words"] }) {
  if (!filter) return <p className="quiet" role="status">{entries.length > 0 && words.count("chart.count", entries.length)}</p>;
  return (
    <p id="found" tabIndex={-1} role="status">
      {entries.length > 0 && words.count(next ? "find.foundMore" : "find.found", entries.length)}
    </p>
  );
}

/** The list of a person's records, newest first, all of them or those that are looked for. */
export function Records({ screen, ...common }: At<Inside, "records">) {
  const { page, words, unread } = common;
  const { t } = words;
  const { person, entries, next, filter } = screen;
  return (
    <>
      <Menu {...common} at="records" />
      <div className="lead">
        <Title>{t("chart.title")}</Title>
        <p>{t("chart.whose", { person: person.person, practice: person.practiceName })}</p>
        <TroubleText {...common} />
      </div>
      {unread > 0 && (
        <a className="note news" href="#messages">
          {words.count("chart.newMessages", unread)}
        </a>
      )}
      {(entries.length > 0 || filter) && <Find {...common} chart={screen} />}
      {filter && <Count chart={screen} words={words} />}
      {entries.length === 0 &&
        (filter ? (
          <section className="card">
            <h2 id="nothing" tabIndex={-1}>
              {t("find.nothing.title")}
            </h2>
            <p>{t("find.nothing.text")}</p>
          </section>
        ) : (
          <p className="card">{t("chart.none", { practice: person.practiceName })}</p>
        ))}
      {entries.map((entry) => (
        <Line key={entry.id} entry={entry} guardian={person.guardian} words={words} busy={common.busy} />
      ))}
      {next && (
        <Button {...common} onClick={() => showMore(page, screen)}>
          {t("chart.more")}
        </Button>
      )}
      {!filter && <Count chart={screen} words={words} />}
      {entries.some(({ withdrawn }) => !withdrawn) && (
        <button type="button" aria-disabled={common.busy} onClick={openSheets}>
          {t("chart.printAll")}
        </button>
      )}
      <Keeping words={words} />
      <Foot page={page} words={words} persons />
    </>
  );
}
