import { call, type Result } from "../../api/client";
import type { components } from "../../api/schema";
import type { TextKey } from "../../shared/words";
import * as urls from "../../urls";
import { Attach, idsOf, unready } from "./attach";
import { refuse } from "./chart";
import { draftOf, forgetDraft, type Draft } from "./drafts";
import { keyFor } from "./keys";
import { Lead } from "./lead";
import type { Chart, Common, Page, PartView } from "./state";
import { Button, Form, TroubleText } from "./views";

type Kind = NonNullable<components["schemas"]["OwnDocument"]["category"]>;

const kinds = ["lab-report", "imaging", "discharge-summary", "photo", "certificate", "other"] as const satisfies readonly Kind[];

/** How much a patient adds at once (internal/clinic/own_part.go). */
const mostFiles = 10;
const longestNote = 5000;
const longestTitle = 200;

let added = false;

/** Whether something has just been added; it is told once. */
export function takeAdded(): boolean {
  const was = added;
  added = false;
  return was;
}

const refusals: Readonly<Record<string, TextKey>> = {
  offline: "mine.error.offline",
  too_long: "mine.error.too_long",
  not_allowed_characters: "mine.error.not_allowed_characters",
  too_many_requests: "mine.error.too_many_requests",
  file_not_ready: "attach.error.wait",
  unknown_file: "attach.error.failed",
  in_future: "mine.error.day",
  out_of_range: "mine.error.day",
};

/** Sends what a form has if nothing is missing. Without an answer it stays as it was typed. */
const send = <B extends object>(page: Page, place: string, missing: (draft: Draft) => TextKey | undefined, body: (draft: Draft) => B, post: (body: B, headers: Record<string, string>) => Promise<Result<unknown>>) =>
  page.doing(async () => {
    const draft = draftOf(place);
    const text = missing(draft);
    if (text) return page.update({ trouble: { text } });
    const what = body(draft);
    const answer = await post(what, keyFor(draft, what));
    if (!answer.ok) return refuse(page, answer, refusals);
    forgetDraft(place);
    added = true;
    return location.replace("#mine");
  });

export async function openNote(page: Page, person: Chart["person"]): Promise<PartView> {
  const place = `${person.patientId} note`;
  const save = () =>
    send(
      page,
      place,
      (draft) => (draft.text.trim() ? unready(draft) : "mine.error.noText"),
      (draft) => ({ text: draft.text.trim(), attachments: idsOf(draft) }),
      (body, headers) => call("post", urls.ownNotes, body, headers),
    );
  return (common) => <NoteForm {...common} person={person} draft={draftOf(place)} save={save} />;
}

export async function openFiles(page: Page, person: Chart["person"]): Promise<PartView> {
  const place = `${person.patientId} files`;
  const save = () =>
    send(
      page,
      place,
      (draft) => (draft.uploads.length === 0 ? "mine.error.noFiles" : (unready(draft) ?? (draft.title.trim() ? undefined : "mine.error.noTitle"))),
      (draft) => ({ title: draft.title.trim(), ...(draft.kind && { category: draft.kind as Kind }), ...(draft.day && { takenAt: draft.day }), attachments: idsOf(draft) }),
      (body, headers) => call("post", urls.ownDocuments, body, headers),
    );
  return (common) => <FilesForm {...common} person={person} draft={draftOf(place)} save={save} />;
}

type FormProps = Common & { person: Chart["person"]; draft: Draft; save: () => void };

function NoteForm({ person, draft, save, ...common }: FormProps) {
  const { words, trouble } = common;
  const { t } = words;
  return (
    <>
      <Lead person={person} words={words} title={t("mine.note")} back={{ to: "#mine", text: t("mine.back") }} />
      <section className="card">
        <Form onSend={save}>
          <label htmlFor="text">{t("mine.noteLabel")}</label>
          <p className="quiet" id="hint">
            {t("mine.noteHint", { practice: person.practiceName })}
          </p>
          <textarea id="text" autoComplete="off" rows={6} maxLength={longestNote} value={draft.text} aria-describedby="hint trouble" aria-invalid={trouble?.text === "mine.error.noText"} onInput={({ currentTarget }) => (draft.text = currentTarget.value)} />
          <Attach {...common} draft={draft} most={mostFiles} />
          <TroubleText {...common} />
          <Button {...common}>{t("mine.save")}</Button>
        </Form>
      </section>
    </>
  );
}

function FilesForm({ person, draft, save, ...common }: FormProps) {
  const { words, trouble } = common;
  const { t } = words;
  return (
    <>
      <Lead person={person} words={words} title={t("mine.files")} back={{ to: "#mine", text: t("mine.back") }} />
      <section className="card">
        <Form onSend={save}>
          <p>{t("mine.filesHint", { practice: person.practiceName })}</p>
          <Attach {...common} draft={draft} most={mostFiles} />
          <label htmlFor="what">{t("mine.title")}</label>
          <input id="what" autoComplete="off" maxLength={longestTitle} value={draft.title} aria-describedby="trouble" aria-invalid={trouble?.text === "mine.error.noTitle"} onInput={({ currentTarget }) => (draft.title = currentTarget.value)} />
          <label htmlFor="kind">{t("mine.category")}</label>
          <select id="kind" onChange={({ currentTarget }) => (draft.kind = currentTarget.value)}>
            {["", ...kinds].map((kind) => (
              <option key={kind} value={kind} selected={kind === draft.kind}>
                {kind ? t(`mine.category.${kind}` as TextKey) : t("mine.category.none")}
              </option>
            ))}
          </select>
          <label htmlFor="day">{t("mine.day")}</label>
          <input id="day" type="date" autoComplete="off" value={draft.day} aria-describedby="trouble" aria-invalid={trouble?.text === "mine.error.day"} onInput={({ currentTarget }) => (draft.day = currentTarget.value)} />
          <p className="quiet">{t("mine.quota")}</p>
          <TroubleText {...common} />
          <Button {...common}>{t("mine.save")}</Button>
        </Form>
      </section>
    </>
  );
}
