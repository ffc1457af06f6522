import { call } from "../../api/client";
import type { components } from "../../api/schema";
import type { TextKey } from "../../shared/words";
import * as urls from "../../urls";
import { Attach, idsOf, unready } from "./attach";
import { refuse } from "./chart";
import { draftOf, forgetDraft, type Draft } from "./drafts";
import { keyFor } from "./keys";
import { Lead } from "./lead";
import { Closed, Notice } from "./notice";
import type { Chart, Common, Page } from "./state";
import { Button, Form, TroubleText } from "./views";

type Recipients = components["schemas"]["Recipients"];

/** How many files a message takes, and how long it is (internal/clinic/thread.go). */
export const mostFiles = 5;
export const longestText = 5000;
const longestSubject = 120;

/** What the server refuses, in words. */
export const refusals: Readonly<Record<string, TextKey>> = {
  offline: "talk.error.offline",
  messaging_closed: "talk.error.messaging_closed",
  thread_closed: "talk.error.thread_closed",
  thread_full: "talk.error.thread_full",
  unknown_person: "talk.error.unknown_person",
  too_long: "talk.error.too_long",
  not_allowed_characters: "talk.error.not_allowed_characters",
  file_not_ready: "attach.error.wait",
  unknown_file: "attach.error.failed",
};

export async function openCompose(page: Page, person: Chart["person"]) {
  const answer = await call("get", urls.recipients);
  if (!answer.ok) return answer;
  const place = `${person.patientId} new`;
  return (common: Common) => <Compose {...common} person={person} recipients={answer.data} draft={draftOf(place)} send={() => start(page, place)} />;
}

const start = (page: Page, place: string) =>
  page.doing(async () => {
    const draft = draftOf(place);
    const missing = !draft.title.trim() ? "talk.error.noSubject" : !draft.text.trim() ? "talk.error.noText" : unready(draft);
    if (missing) return page.update({ trouble: { text: missing } });
    const body = { subject: draft.title.trim(), text: draft.text.trim(), ...(draft.to && { to: draft.to }), attachments: idsOf(draft) };
    const answer = await call("post", urls.ownThreads, body, keyFor(draft, body));
    if (!answer.ok) return refuse(page, answer, refusals);
    forgetDraft(place);
    return location.replace(`#messages/${answer.data.thread.id}`);
  });

function Compose({ person, recipients, draft, send, ...common }: Common & { person: Chart["person"]; recipients: Recipients; draft: Draft; send: () => void }) {
  const { words, trouble } = common;
  const { t } = words;
  const { clinicians, notice } = recipients;
  return (
    <>
      <Lead person={person} words={words} title={t("talk.new")} back={{ to: "#messages", text: t("talk.back") }} />
      {notice.open ? (
        <section className="card">
          <Notice notice={notice} words={words} />
          <Form onSend={send}>
            <label htmlFor="to">{t("talk.to")}</label>
            <select id="to" aria-invalid={trouble?.text === "talk.error.unknown_person"} onChange={({ currentTarget }) => (draft.to = currentTarget.value)}>
              {[{ id: "", name: t("talk.team") }, ...clinicians].map(({ id, name }) => (
                <option key={id} value={id} selected={id === draft.to}>
                  {name}
                </option>
              ))}
            </select>
            <label htmlFor="subject">{t("talk.subject")}</label>
            <input id="subject" autoComplete="off" maxLength={longestSubject} value={draft.title} aria-describedby="trouble" aria-invalid={trouble?.text === "talk.error.noSubject"} onInput={({ currentTarget }) => (draft.title = currentTarget.value)} />
            <TextField {...common} draft={draft} />
            <Attach {...common} draft={draft} most={mostFiles} />
            <TroubleText {...common} />
            <Button {...common}>{t("talk.send")}</Button>
          </Form>
        </section>
      ) : (
        <Closed words={words} />
      )}
    </>
  );
}

/** What is written, in a field that keeps it. */
export function TextField({ words, trouble, draft }: Common & { draft: Draft }) {
  return (
    <>
      <label htmlFor="text">{words.t("talk.text")}</label>
      <textarea
        id="text"
        autoComplete="off"
        rows={4}
        maxLength={longestText}
        value={draft.text}
        aria-describedby="trouble"
        aria-invalid={trouble?.text === "talk.error.noText" || trouble?.text === "talk.error.not_allowed_characters"}
        onInput={({ currentTarget }) => (draft.text = currentTarget.value)}
      />
    </>
  );
}
