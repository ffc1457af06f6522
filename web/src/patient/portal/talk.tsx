import { call } from "../../api/client";
import type { components } from "../../api/schema";
import { formatMoment } from "../../shared/format";
import * as urls from "../../urls";
import { openCompose } from "./compose";
import { Lead } from "./lead";
import { Closed } from "./notice";
import type { Chart, Common, Page, PartModule } from "./state";
import { openThread, showNewest } from "./thread";
import { Button, TroubleText } from "./views";

export type Thread = components["schemas"]["Thread"];
type Threads = components["schemas"]["Threads"];

/** The threads of a chart: a list, one of them, or a new one. */
export const open: PartModule["open"] = (page, person, id) => {
  if (id === "new") return openCompose(page, person);
  return id ? openThread(page, person, id) : openList(page, person);
};

export const shown = showNewest;

const readThreads = (next?: string) => call("get", (next ? `${urls.ownThreads}?cursor=${encodeURIComponent(next)}` : urls.ownThreads) as typeof urls.ownThreads);

async function openList(page: Page, person: Chart["person"]) {
  const answer = await readThreads();
  if (!answer.ok) return answer;
  page.update({ unread: answer.data.unread });
  let list: Threads = answer.data;
  const more = () =>
    page.doing(async () => {
      const next = await readThreads(list.nextCursor);
      if (!next.ok) return page.fail(next);
      list = { ...next.data, items: [...list.items, ...next.data.items] };
      page.update({ unread: next.data.unread });
      document.getElementById(next.data.items[0]?.id ?? "title")?.focus();
    });
  return (common: Common) => <ThreadList {...common} person={person} list={list} more={more} />;
}

/** To whom a thread goes: "Dr Rao", or the team of the practice. */
export const addressee = ({ t }: Common["words"], thread: Pick<Thread, "for">) => thread.for?.name ?? t("talk.team");

function ThreadList({ person, list, more, ...common }: Common & { person: Chart["person"]; list: Threads; more: () => void }) {
  const { words } = common;
  const { t, language } = words;
  const { items, notice, nextCursor } = list;
  return (
    <>
      <Lead person={person} words={words} title={t("chart.menu.messages")} />
      {notice.open ? (
        <a className="button main" href="#messages/new">
          {t("talk.new")}
        </a>
      ) : (
        <Closed words={words} />
      )}
      {items.length === 0 && <p className="card">{t("talk.none", { practice: person.practiceName })}</p>}
      {items.length > 0 && (
        <ul className="threads card">
          {items.map((thread) => (
            <li key={thread.id}>
              <a href={`#messages/${thread.id}`} id={thread.id}>
                <b>
                  <bdi>{thread.subject}</bdi>
                </b>
                {thread.unread > 0 && <span className="badge">{words.count("talk.unread", thread.unread)}</span>}
                <small>
                  {addressee(words, thread)}
                  {" · "}
                  {formatMoment(language, thread.lastAt)}
                  {thread.closedAt && " · " + t("talk.ended")}
                </small>
              </a>
            </li>
          ))}
        </ul>
      )}
      <TroubleText {...common} />
      {nextCursor && (
        <Button {...common} className="second" onClick={more}>
          {t("talk.more")}
        </Button>
      )}
    </>
  );
}
