import { isDownload } from "./downloads";
import type { OwnUpload } from "./uploads";

/**
 * What somebody is writing: kept in memory while they look elsewhere, are asked to sign in again or
 * have no connection, and never on the phone.
 */
export interface Draft {
  text: string;
  /** Of a thread: what it is about. Of files: what they are. */
  title: string;
  /** To whom a thread goes; empty for the team. */
  to: string;
  /** Of files: which kind, and the day they are of. */
  kind: string;
  day: string;
  uploads: OwnUpload[];
  /** The key under which it was sent, and what was sent: the same again must not arrive twice. */
  sent?: { key: string; what: string };
}

const drafts = new Map<string, Draft>();

/** The draft of a place, "pat_1 messages/new"; an empty one to begin with. */
export function draftOf(place: string): Draft {
  const draft = drafts.get(place) ?? { text: "", title: "", to: "", kind: "", day: "", uploads: [] };
  drafts.set(place, draft);
  return draft;
}

const isEmpty = ({ text, title, uploads }: Draft) => !text.trim() && !title.trim() && uploads.length === 0;

/** Forgets a draft that was sent; its files have gone with it. */
export const forgetDraft = (place: string) => drafts.delete(place);

/** Stops what is under way, to be tried again by whom it is of. */
export function stopUploads(): void {
  for (const { uploads } of drafts.values()) {
    for (const upload of uploads) {
      upload.stop.abort();
      if (upload.state === "sending" || upload.state === "checking") Object.assign(upload, { state: "failed", code: "offline", again: true });
    }
  }
}

/** Forgets all of them, with what is under way. */
export function forgetDrafts(): void {
  stopUploads();
  drafts.clear();
}

// A page that goes takes what was typed along: the browser asks first.
addEventListener("beforeunload", (event) => {
  if (!isDownload() && ![...drafts.values()].every(isEmpty)) event.preventDefault();
});
