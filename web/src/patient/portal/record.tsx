import { formatDate } from "../../shared/format";
import { Attachments } from "../share/attachments";
import { backToList, download, listed } from "./chart";
import { Marks, nameOf } from "./inside";
import { Menu } from "./menu";
import type { At, Inside } from "./state";
import { Plain, Title, TroubleText } from "./views";

/** One record of the chart, as the page of a share link shows it. */
export function RecordScreen({ screen, ...common }: At<Inside, "record">) {
  const { page, words, busy } = common;
  const { t, language } = words;
  const { own, view: View, person } = screen;
  const { record } = own;
  const { id, content, attachments } = record;
  return (
    <>
      <Menu {...common} busy={busy} at={listed()} />
      <div className="lead">
        <Title>{t("chart.whose", { person: person.person, practice: person.practiceName })}</Title>
        <div className="screen back">
          <Plain onClick={() => backToList()}>{t(listed() === "mine" ? "chart.backToMine" : "chart.back")}</Plain>
        </div>
      </div>
      <article className="card record" aria-labelledby={id}>
        <header>
          <h2 id={id}>{nameOf(words, record)}</h2>
          <p className="quiet">
            {formatDate(language, record.effectiveAt)}
            {record.authorName && " · " + t("chart.by", { author: record.authorName })}
          </p>
          <Marks entry={{ ...record, ...own }} guardian={person.guardian} words={words} />
        </header>
        {View && content ? <View content={content as never} words={words} /> : <p>{t(record.withdrawn ? "chart.withdrawnText" : "chart.unknown", { practice: person.practiceName })}</p>}
        {attachments && attachments.length > 0 && <Attachments words={words} busy={busy} files={attachments} actions={{ download: (fileId) => download(page, id, fileId) }} />}
        <TroubleText {...common} />
      </article>
    </>
  );
}
