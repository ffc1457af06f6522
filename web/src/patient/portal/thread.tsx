import { call } from "../../api/client";
import type { components } from "../../api/schema";
import { formatMoment } from "../../shared/format";
import * as urls from "../../urls";
import { Attach, idsOf, unready } from "./attach";
import { count, follow, refuse } from "./chart";
import { mostFiles, refusals, TextField } from "./compose";
import { startDownload } from "./downloads";
import { draftOf, forgetDraft, type Draft } from "./drafts";
import { keyFor } from "./keys";
import { Lead } from "./lead";
import { lookForNews } from "./news";
import { Closed, Notice } from "./notice";
import type { Chart, Common, Page } from "./state";
import { addressee } from "./talk";
import { Button, Form, Plain, TroubleText } from "./views";

type Opened = components["schemas"]["OpenedThread"];
type Message = components["schemas"]["ThreadMessage"];
type MessagingNotice = components["schemas"]["MessagingNotice"];

/** A thread as it is shown. */
interface Shown extends Opened {
  notice: MessagingNotice;
  /** What has just been done. */
  said?: "talk.sent" | "talk.closedNow" | undefined;
  /** The newest message that has come while the thread was open. */
  came?: Message | undefined;
  /** Whether it is being asked if the thread should end. */
  closing?: boolean;
}

const threadUrl = <U extends string>(url: U, id: string) => url.replace("{threadId}", encodeURIComponent(id)) as U;

/** Reads a thread, which marks it as read. One that is not there leads to the list. */
export async function openThread(page: Page, person: Chart["person"], id: string) {
  const [answer, told] = await Promise.all([call("get", threadUrl(urls.ownThread, id)), call("get", urls.recipients)]);
  if (!answer.ok && answer.status === 404) return void location.replace("#messages");
  if (!answer.ok) return answer;
  if (!told.ok) return told;
  void count(page);
  let shown: Shown = { ...answer.data, notice: told.data.notice };
  const become = (change: Partial<Shown>) => {
    shown = { ...shown, ...change };
    page.update({});
  };
  const acts = actsOf(page, id, () => shown, become);
  lookForNews(page, id, async () => {
    const news = await call("get", threadUrl(urls.ownThread, id));
    if (!news.ok) return;
    const { thread, messages } = news.data;
    const theirs = messages.filter(({ by }) => by.party !== "patient").at(-1);
    become({ thread, messages: together(shown.messages, messages), came: theirs, said: undefined });
  });
  return (common: Common) => <ThreadView {...common} person={person} opened={shown} draft={draftOf(id)} acts={acts} />;
}

/** All of the messages, each once, in their order. */
const together = (some: readonly Message[], more: readonly Message[]): Message[] => [...new Map([...some, ...more].map((message) => [message.id, message])).values()].sort((a, b) => a.number - b.number);

type Acts = ReturnType<typeof actsOf>;

const actsOf = (page: Page, id: string, now: () => Shown, become: (change: Partial<Shown>) => void) => ({
  older: () =>
    page.doing(async () => {
      const answer = await call("get", `${threadUrl(urls.ownThread, id)}?cursor=${encodeURIComponent(now().nextCursor ?? "")}` as typeof urls.ownThread);
      if (!answer.ok) return page.fail(answer);
      const { messages, nextCursor } = answer.data;
      const { nextCursor: _, ...rest } = now();
      become({ ...rest, messages: [...messages, ...now().messages], nextCursor: nextCursor as string });
      return document.getElementById(messages[0]?.id ?? "title")?.focus();
    }),
  send: () =>
    page.doing(async () => {
      const draft = draftOf(id);
      const missing = !draft.text.trim() ? "talk.error.noText" : unready(draft);
      if (missing) return page.update({ trouble: { text: missing } });
      const body = { text: draft.text.trim(), attachments: idsOf(draft) };
      const answer = await call("post", threadUrl(urls.ownMessages, id), body, keyFor(draft, body));
      if (!answer.ok) return refuse(page, answer, refusals);
      forgetDraft(id);
      const { thread, messages } = answer.data;
      return become({ thread, messages: together(now().messages, messages), came: undefined, said: "talk.sent" });
    }),
  close: () =>
    page.doing(async () => {
      const answer = await call("post", threadUrl(urls.closeOwnThread, id));
      if (!answer.ok) return refuse(page, answer, refusals);
      become({ thread: answer.data, closing: false, came: undefined, said: "talk.closedNow" });
      return document.getElementById("title")?.focus();
    }),
  ask: (closing: boolean) => {
    become({ closing });
    document.getElementById(closing ? "closing" : "close")?.focus();
  },
  download: (fileId: string) =>
    page.doing(async () => {
      const answer = await call("post", threadUrl(urls.ownMessageFile, id).replace("{fileId}", encodeURIComponent(fileId)) as typeof urls.ownMessageFile);
      return answer.ok ? startDownload(answer.data.url) : page.fail(answer);
    }),
});

/** Brings the newest message on the screen; the heading keeps the focus. */
export const showNewest = () => document.querySelector(".talk > :last-child")?.scrollIntoView({ block: "nearest" });

function MessageItem({ message, words, busy, acts }: Pick<Common, "words" | "busy"> & { message: Message; acts: Acts }) {
  const { t, language } = words;
  const { id, by, text, sentAt, readAt, readBy, attachments } = message;
  const own = by.party === "patient";
  return (
    <li className={own ? "own" : "theirs"} id={id} tabIndex={-1}>
      <p className="quiet">
        <b>{own ? t("talk.you") : (by.name ?? t("talk.clinic"))}</b>
        {" · "}
        {formatMoment(language, sentAt)}
      </p>
      <p className="text">
        <bdi>{text}</bdi>
      </p>
      {attachments.map(({ id: fileId, name }) => (
        <button key={fileId} type="button" aria-disabled={busy} aria-label={t("files.downloadNamed", { name })} onClick={() => acts.download(fileId)}>
          <bdi>{name}</bdi>
        </button>
      ))}
      {own && <p className="quiet">{readAt ? t("talk.readBy", { name: readBy?.name ?? t("talk.clinic"), at: formatMoment(language, readAt) }) : t("talk.notRead")}</p>}
    </li>
  );
}

function ThreadView({ person, opened, draft, acts, ...common }: Common & { person: Chart["person"]; opened: Shown; draft: Draft; acts: Acts }) {
  const { page, words, busy } = common;
  const { t, language } = words;
  const { thread, messages, nextCursor, notice, said, came, closing } = opened;
  return (
    <>
      <Lead person={person} words={words} title={<bdi>{thread.subject}</bdi>} back={{ to: "#messages", text: t("talk.back") }}>
        <p className="quiet">
          {t("talk.toWhom", { name: addressee(words, thread) })}
          {thread.closedAt && " · " + t("talk.ended")}
        </p>
      </Lead>
      {nextCursor && (
        <Button {...common} className="second" onClick={acts.older}>
          {t("talk.older")}
        </Button>
      )}
      <ol className="talk">
        {messages.map((message) => (
          <MessageItem key={message.id} message={message} words={words} busy={busy} acts={acts} />
        ))}
      </ol>
      <div role="status">
        {said && <p className="note">{t(said)}</p>}
        {came && <p className="note">{t("talk.came", { name: came.by.name ?? t("talk.clinic"), at: formatMoment(language, came.sentAt) })}</p>}
        {thread.promisedBy && <p className="quiet">{t("talk.promisedBy", { at: formatMoment(language, thread.promisedBy) })}</p>}
      </div>
      {came && <Plain onClick={() => document.getElementById(came.id)?.focus()}>{t("talk.show")}</Plain>}
      {!notice.open ? (
        <Closed words={words} />
      ) : !thread.takesMessages ? (
        <p className="note">
          {t("talk.endedLong")} <a href="#messages/new">{t("talk.new")}</a>
        </p>
      ) : (
        <section className="card" aria-label={t("talk.reply")}>
          <Notice notice={notice} words={words} />
          <Form onSend={acts.send}>
            <TextField {...common} draft={draft} />
            <Attach {...common} draft={draft} most={mostFiles} />
            <TroubleText {...common} />
            <Button {...common}>{t("talk.send")}</Button>
          </Form>
        </section>
      )}
      <div className="row">
        <Plain onClick={() => follow(page)}>{t("talk.look")}</Plain>
        {!thread.closedAt && !closing && (
          <button type="button" className="plain" id="close" onClick={() => acts.ask(true)}>
            {t("talk.close")}
          </button>
        )}
      </div>
      {closing && (
        <section className="card" aria-labelledby="closing">
          <h2 id="closing" tabIndex={-1}>
            {t("talk.close.title")}
          </h2>
          <p>{t("talk.close.text")}</p>
          <Button {...common} onClick={acts.close}>
            {t("talk.close.yes")}
          </Button>
          <button type="button" className="second" onClick={() => acts.ask(false)}>
            {t("talk.close.no")}
          </button>
        </section>
      )}
    </>
  );
}
