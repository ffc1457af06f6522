import { always } from "../../api/client";
import { over, sha256, typeOf, uploadFile, whenChecked, type ChartFile, type Transport, type Uploaded } from "../../files/upload";

/** A patient's files are smaller than a clinic's (internal/clinic/own_part.go). */
export const largestOwnFile = 25 * 1024 * 1024;

/** What a file picker offers. */
export const accepted = "image/*,application/pdf,.pdf,.heic,.heif,.dcm";

/** One file that is being added. Only a ready one goes along. */
export interface OwnUpload {
  readonly file: File;
  stop: AbortController;
  state: "sending" | "checking" | "ready" | "failed";
  /** How much has left, from 0 to 1. */
  part: number;
  /** Of the file in the chart, once it was announced. */
  id?: string;
  /** Why it failed: a problem's code, or a refusal of what was found inside. */
  code?: string;
  /** Trying again may help. */
  again?: boolean;
}

const own = "me";

/** The session has ended, or opens another chart by now. The file waits for whose it is. */
export const isOver = (code: string | undefined): boolean => code === "unauthenticated" || code === "another_chart" || code === "wrong_scope";

const browser = over((path, init) => fetch(path, { ...init, headers: { ...init.headers, ...always } }));

/** The patient's endpoints in the place of the clinic's. */
export const ownTransport: Transport = { ...browser, ask: (method, path, body) => browser.ask(method, path.replace(`/api/patients/${own}/`, "/api/portal/"), body) };

/** Cameras of some phones give a photo no ending. */
const endings: Readonly<Record<string, string>> = { "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/heic": ".heic", "application/pdf": ".pdf" };
const named = (file: File): File => (typeOf(file.name) || !endings[file.type] ? file : new File([file], file.name + endings[file.type], { type: file.type }));

export const newUpload = (file: File): OwnUpload => ({ file: named(file), stop: new AbortController(), state: "sending", part: 0 });

/** Sends a file and waits until it was checked; `changed` is called whenever there is something new to see. */
export async function run(upload: OwnUpload, changed: () => void, transport: Transport = ownTransport): Promise<void> {
  if (upload.stop.signal.aborted) upload.stop = new AbortController();
  const { file, stop } = upload;
  const become = (change: Partial<OwnUpload>) => {
    if (stop.signal.aborted) return;
    Object.assign(upload, change);
    changed();
  };
  become({ state: "sending", part: 0, code: "", again: false });
  if (file.size > largestOwnFile) return become({ state: "failed", code: "too_large" });
  // Nothing is announced that cannot be read: a photo may have been deleted since.
  const readable = await sha256(file.slice(0, 1)).then(() => true, () => false);
  if (!readable) return become({ state: "failed", code: "changed" });
  const noticing: Transport = {
    ...transport,
    ask: async (method, path, body) => {
      const answer = await transport.ask<{ file?: ChartFile }>(method, path, body);
      if (answer.ok && answer.data.file) upload.id = answer.data.file.id;
      return answer as never;
    },
  };
  const options = { signal: stop.signal, onProgress: (sent: number, all: number) => become({ part: sent / all }), ...(upload.id && { resume: upload.id }) };
  let came: Uploaded = await uploadFile(own, file, options, noticing);
  if (came.ok) {
    upload.id = came.file.id;
    become({ state: "checking" });
    came = await whenChecked(own, came.file.id, stop.signal, transport);
  }
  if (!came.ok) return become({ state: "failed", code: came.code, again: came.code === "offline" || isOver(came.code) });
  if (came.file.state === "refused") return become({ state: "failed", code: came.file.refusal ?? "damaged" });
  return become(came.file.state === "ready" ? { state: "ready" } : { state: "failed", code: "slow", again: true });
}
