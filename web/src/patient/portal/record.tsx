import type { ComponentChildren } from "preact";
import type { components } from "../../api/schema";
import { formatDate } from "../../shared/format";
import { Attachments } from "../share/attachments";
import { Issued, Letterhead } from "../share/paper";
import type { RecordView } from "../share/record-views";
import { backToList, download, listed } from "./chart";
import { Foot, Marks, nameOf } from "./inside";
import { Menu } from "./menu";
import type { At, Chart, Common, Inside } from "./state";
import { Plain, Title, TroubleText } from "./views";

interface OnSheet {
  own: components["schemas"]["OwnRecord"];
  View: RecordView | undefined;
  person: Chart["person"];
  words: Common["words"];
  children?: ComponentChildren;
}

/** One record, as the page of a share link shows it; on paper with the head of the practice. */
export function Sheet({ own, View, person, words, children }: OnSheet) {
  const { t, language } = words;
  const { record, letterhead } = own;
  const { id, content } = record;
  const readable = View && content;
  const paper = { record, shared: { letterhead, practice: { name: person.practiceName } }, words };
  return (
    <article className="card record" aria-labelledby={id}>
      {readable && <Letterhead {...paper} />}
      <header>
        <h2 id={id}>{nameOf(words, { ...record, ...own })}</h2>
        <p className="quiet">
          {formatDate(language, record.effectiveAt)}
          {record.authorName && " · " + t("chart.by", { author: record.authorName })}
        </p>
        <Marks entry={{ ...record, ...own }} guardian={person.guardian} words={words} />
      </header>
      {readable ? <View content={content as never} words={words} /> : <p>{t(record.withdrawn ? "chart.withdrawnText" : "chart.unknown", { practice: person.practiceName })}</p>}
      {readable && <Issued {...paper} />}
      {children}
    </article>
  );
}

/** One record of the chart. */
export function RecordScreen({ screen, ...common }: At<Inside, "record">) {
  const { page, words, busy } = common;
  const { t } = words;
  const { own, view, person } = screen;
  const { id, content, attachments } = own.record;
  return (
    <>
      <Menu {...common} busy={busy} at={listed()} />
      <div className="lead screen">
        <Title>{t("chart.whose", { person: person.person, practice: person.practiceName })}</Title>
        <div className="back">
          <Plain onClick={() => backToList()}>{t(listed() === "mine" ? "chart.backToMine" : "chart.back")}</Plain>
        </div>
      </div>
      <Sheet own={own} View={view} person={person} words={words}>
        {attachments && attachments.length > 0 && <Attachments words={words} busy={busy} files={attachments} actions={{ download: (fileId) => download(page, id, fileId) }} />}
        <TroubleText {...common} />
      </Sheet>
      {view && content && (
        <button type="button" className="screen" onClick={() => print()}>
          {t("chart.print")}
        </button>
      )}
      <Foot page={page} words={words} persons />
    </>
  );
}
