import { useSyncExternalStore } from "react";
import { ulid } from "ulid";
import { uploadFile, whenChecked } from "../../files/upload";

/** A file on its way into a message. */
export interface Attached {
  readonly key: string;
  readonly name: string;
  readonly state: "uploading" | "checking" | "ready" | "failed";
  /** How much has left, of 100. */
  readonly percent: number;
  /** Once it is announced. */
  readonly fileId?: string;
  /** Why it failed: a problem's code, or why the file was refused. */
  readonly code?: string;
}

/** A message that is being written. */
export interface Draft {
  readonly subject: string;
  readonly text: string;
  readonly attached: readonly Attached[];
  /** Sent along, so that a message which is sent twice is one. */
  readonly key: string;
}

export const mostAttached = 5;

const empty: Draft = { subject: "", text: "", attached: [], key: "" };

/**
 * What is being written, by whom and where: kept while the page is open, so that leaving a conversation
 * loses nothing, and nowhere else, for it is about somebody's health.
 */
const drafts = new Map<string, Draft>();
const stops = new Map<string, AbortController>();
const watchers = new Set<() => void>();

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** Whose draft of what: two colleagues may use one computer. */
export const draftId = (staffId: string, patientId: string, threadId: string): string => `${staffId}/${patientId}/${threadId}`;

export const draftOf = (id: string): Draft => drafts.get(id) ?? empty;

export const isEmpty = ({ subject, text, attached }: Draft): boolean => !subject.trim() && !text.trim() && attached.length === 0;

/** Changes a draft. Another text is another message, so it gets a key of its own. */
export function changeDraft(id: string, change: Partial<Draft>): void {
  const next = { ...draftOf(id), ...change, key: ulid() };
  if (isEmpty(next)) drafts.delete(id);
  else drafts.set(id, next);
  watchers.forEach((watcher) => watcher());
}

export function dropDraft(id: string): void {
  draftOf(id).attached.forEach(({ key }) => stops.delete(key));
  drafts.delete(id);
  watchers.forEach((watcher) => watcher());
}

export const useDraft = (id: string): Draft => useSyncExternalStore(watch, () => draftOf(id));

/** Whether anything is being written anywhere. */
export const anyDraft = (): boolean => drafts.size > 0;

function changeAttached(id: string, key: string, change: Partial<Attached>): void {
  if (!draftOf(id).attached.some((one) => one.key === key)) return; // it was taken out meanwhile
  changeDraft(id, { attached: draftOf(id).attached.map((one) => (one.key === key ? { ...one, ...change } : one)) });
}

/** Uploads files into the chart and attaches them; gives how many are beyond the limit and were left out. */
export function attach(id: string, patientId: string, files: readonly File[]): number {
  const room = Math.max(0, mostAttached - draftOf(id).attached.length);
  for (const file of files.slice(0, room)) void attachOne(id, patientId, file);
  return Math.max(0, files.length - room);
}

async function attachOne(id: string, patientId: string, file: File): Promise<void> {
  const key = ulid();
  const stop = new AbortController();
  stops.set(key, stop);
  changeDraft(id, { attached: [...draftOf(id).attached, { key, name: file.name, state: "uploading", percent: 0 }] });
  const sent = await uploadFile(patientId, file, { key, signal: stop.signal, onProgress: (bytes, all) => changeAttached(id, key, { percent: Math.round((100 * bytes) / Math.max(all, 1)) }) });
  if (!sent.ok) return changeAttached(id, key, { state: "failed", code: sent.code });
  changeAttached(id, key, { state: "checking", percent: 100, fileId: sent.file.id });
  const checked = await whenChecked(patientId, sent.file.id, stop.signal);
  if (!checked.ok) return changeAttached(id, key, { state: "failed", code: checked.code });
  if (checked.file.state === "ready") return changeAttached(id, key, { state: "ready" });
  changeAttached(id, key, { state: "failed", code: checked.file.refusal ?? "not_checked" });
}

/** Takes a file out of the message, and stops its upload. */
export function detach(id: string, key: string): void {
  stops.get(key)?.abort();
  stops.delete(key);
  changeDraft(id, { attached: draftOf(id).attached.filter((one) => one.key !== key) });
}

/** The ids to send; undefined while a file is under way or has failed. */
export const readyFiles = ({ attached }: Draft): readonly string[] | undefined => (attached.every(({ state }) => state === "ready") ? attached.flatMap(({ fileId }) => (fileId ? [fileId] : [])) : undefined);
