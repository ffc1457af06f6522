import type { components, paths } from "../api/schema";

type Schemas = components["schemas"];
export type ChartFile = Schemas["File"];
export type FileType = Schemas["FileType"];
type Begun = Schemas["FileUpload"];
type Form = NonNullable<Begun["upload"]>;

/** What a chart takes, by the ends of names. The server says the same (internal/clinic/file.go). */
const types: Readonly<Record<string, FileType>> = {
  pdf: "application/pdf",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  heic: "image/heic",
  heif: "image/heic",
  dcm: "application/dicom",
  dicom: "application/dicom",
};

export const largestFile = 50 * 1024 * 1024;

/** The type that a name promises; browsers do not know all of them. */
export const typeOf = (name: string): FileType | undefined => types[name.slice(name.lastIndexOf(".") + 1).toLowerCase()];

/** What came of an upload. The code is a problem's, "offline", "aborted", "changed", "too_large" or "wrong_type". */
export type Uploaded = { ok: true; file: ChartFile } | { ok: false; code: string };

export interface UploadOptions {
  /** Bytes that have left, and all of them. */
  onProgress?: (sent: number, all: number) => void;
  signal?: AbortSignal;
  /** A file that was announced before: go on with it instead of announcing it again. */
  resume?: string;
  /** Announced under the same key again, it is the same file: also where the first answer was lost. */
  key?: string;
  /** How often a form is sent, a fresh one each time. */
  tries?: number;
}

/** What an upload needs of the world; tests bring their own. */
export interface Transport {
  ask<T>(method: "get" | "post", path: string, body?: object, key?: string): Promise<{ ok: true; data: T } | { ok: false; code: string }>;
  /** Posts the form and returns the status, 0 if no answer came. */
  send(form: Form, file: Blob, onProgress: (sent: number) => void, signal?: AbortSignal): Promise<number>;
  pause(milliseconds: number): Promise<void>;
}

const filesOf = "/api/patients/{patientId}/files" satisfies keyof paths;
const uploadOf = "/api/patients/{patientId}/files/{fileId}/upload" satisfies keyof paths;
const fileOf = "/api/patients/{patientId}/files/{fileId}" satisfies keyof paths;

const fill = (path: string, patientId: string, fileId = ""): string =>
  path.replace("{patientId}", encodeURIComponent(patientId)).replace("{fileId}", encodeURIComponent(fileId));

/** The SHA-256 of a file, in hex. */
export async function sha256(file: Blob): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Uploads a file into a chart and returns it as soon as its bytes are there; it is checked after
 * that, see {@link whenChecked}. A lost connection is tried again with a fresh form.
 */
export async function uploadFile(patientId: string, file: File, options: UploadOptions = {}, transport: Transport = browser): Promise<Uploaded> {
  const { signal, onProgress, tries = 4 } = options;
  const contentType = typeOf(file.name);
  if (!contentType) return { ok: false, code: "wrong_type" };
  if (file.size > largestFile) return { ok: false, code: "too_large" };
  const announce = async (): ReturnType<typeof transport.ask<Begun>> => {
    const sum = await sha256(file).catch(() => undefined);
    // It was removed or written over since it was chosen, or is on a disk that is gone.
    return sum ? transport.ask<Begun>("post", fill(filesOf, patientId), { name: file.name, contentType, size: file.size, sha256: sum }, options.key) : { ok: false, code: "changed" };
  };
  const again = (id: string) => transport.ask<Begun>("post", fill(uploadOf, patientId, id));

  let begun = options.resume ? await again(options.resume) : await announce();
  let id = options.resume ?? "";
  for (let attempt = 1; ; attempt++) {
    if (signal?.aborted) return { ok: false, code: "aborted" };
    if (begun.ok) {
      id = begun.data.file.id;
      const form = begun.data.upload;
      if (!form) return { ok: true, file: begun.data.file };
      const status = await transport.send(form, file, (sent) => onProgress?.(sent, file.size), signal);
      if (status >= 200 && status < 300) return { ok: true, file: { ...begun.data.file, state: "scanning" } };
      if (signal?.aborted) return { ok: false, code: "aborted" };
      // The store compares length and checksum: the file is not any more what was announced.
      if (status === 400 || status === 413) return { ok: false, code: "changed" };
    } else if (begun.code === "file_uploaded" && id) {
      // The bytes had arrived, and the answer was lost on its way.
      const there = await transport.ask<ChartFile>("get", fill(fileOf, patientId, id));
      return there.ok ? { ok: true, file: there.data } : { ok: false, code: there.code };
    } else if (begun.code !== "offline") {
      return { ok: false, code: begun.code };
    }
    if (attempt >= tries) return { ok: false, code: "offline" };
    await transport.pause(500 * 2 ** (attempt - 1));
    begun = id ? await again(id) : await announce();
  }
}

/** Waits until a file was checked: it comes back ready, refused, or as it is when patience ends. */
export async function whenChecked(patientId: string, fileId: string, signal?: AbortSignal, transport: Transport = browser): Promise<Uploaded> {
  let last: Uploaded = { ok: false, code: "offline" };
  for (let wait = 500; wait < 20_000 && !signal?.aborted; wait *= 1.3) {
    const answer = await transport.ask<ChartFile>("get", fill(fileOf, patientId, fileId));
    if (answer.ok) last = { ok: true, file: answer.data };
    else if (answer.code !== "offline") return answer;
    if (answer.ok && (answer.data.state === "ready" || answer.data.state === "refused")) return last;
    await transport.pause(wait);
  }
  return signal?.aborted ? { ok: false, code: "aborted" } : last;
}

/** The browser's own ways, the API by way of `fetch` or of what a page puts around it. Only XMLHttpRequest tells how much of a body has left. */
export const over = (fetch: (path: string, init: RequestInit) => Promise<Response>): Transport => ({
  async ask(method, path, body, key) {
    try {
      const response = await fetch(path, {
        method,
        headers: { "X-Requested-By": "chartshare", ...(body && { "Content-Type": "application/json" }), ...(key && { "Idempotency-Key": key }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      const answer: unknown = await response.json();
      if (response.ok) return { ok: true, data: answer as never };
      const { type = "" } = answer as { type?: string };
      return { ok: false, code: type.slice(type.lastIndexOf("/") + 1) || "internal" };
    } catch {
      return { ok: false, code: "offline" };
    }
  },
  send: (form, file, onProgress, signal) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
      body.append("file", file); // S3 reads no field behind it
      request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, file.size));
      request.onloadend = () => resolve(request.status);
      signal?.addEventListener("abort", () => request.abort(), { once: true });
      request.open("POST", form.url);
      request.send(body);
    }),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});

export const browser = over((path, init) => fetch(path, init));
