import { expect, test } from "vitest";
import { type Transport, sha256, typeOf, uploadFile, whenChecked } from "./upload";

const pdf = new File(["%PDF-1.4 …"], "report.pdf");
const announced = { id: "F1", name: "report.pdf", state: "pending" };
const form = { url: "https://bucket.example", fields: { key: "incoming/x" }, expiresAt: "2026-03-01T12:10:00Z" };

interface Asked {
  method: string;
  path: string;
  body?: object | undefined;
  key?: string;
}

/** A world in which the API and the store answer what they are told to, in turn. */
function world(answers: object[], statuses: number[]) {
  const asked: Asked[] = [];
  const pauses: number[] = [];
  let sent = 0;
  const transport: Transport = {
    ask: async (method, path, body, key) => {
      asked.push({ method, path, body, ...(key && { key }) });
      return (answers.shift() ?? { ok: false, code: "offline" }) as never;
    },
    send: async (_form, file, onProgress) => {
      sent++;
      onProgress(file.size);
      return statuses.shift() ?? 0;
    },
    pause: async (milliseconds) => void pauses.push(milliseconds),
  };
  return { transport, asked, pauses, sent: () => sent };
}

const begun = { ok: true, data: { file: announced, upload: form } };

test("a file is announced with its type, size and checksum, and sent", async () => {
  const w = world([begun], [204]);
  const progress: number[][] = [];
  const came = await uploadFile("P 1", pdf, { onProgress: (...seen) => progress.push(seen) }, w.transport);
  expect(came).toEqual({ ok: true, file: { ...announced, state: "scanning" } });
  expect(w.asked).toEqual([
    { method: "post", path: "/api/patients/P%201/files", body: { name: "report.pdf", contentType: "application/pdf", size: pdf.size, sha256: await sha256(pdf) } },
  ]);
  expect(progress).toEqual([[pdf.size, pdf.size]]);
});

test("the checksum is SHA-256 in hex", async () => {
  expect(await sha256(new Blob(["abc"]))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test.each([
  ["a.PDF", "application/pdf"],
  ["a.b.jpeg", "image/jpeg"],
  ["scan.dcm", "application/dicom"],
  ["a.svg", undefined],
  ["pdf", "application/pdf"],
  ["a.pdf.exe", undefined],
])("the type of %s is %s", (name, type) => {
  expect(typeOf(name)).toBe(type);
});

test("what a chart does not take is not even announced", async () => {
  const w = world([], []);
  expect(await uploadFile("P", new File(["x"], "a.docx"), {}, w.transport)).toEqual({ ok: false, code: "wrong_type" });
  const large = { name: "a.pdf", size: 50 * 1024 * 1024 + 1 } as File;
  expect(await uploadFile("P", large, {}, w.transport)).toEqual({ ok: false, code: "too_large" });
  expect(w.asked).toEqual([]);
});

test("a lost connection, or a form that has expired, is tried again with a fresh form", async () => {
  const w = world([begun, begun, begun], [0, 403, 204]);
  expect((await uploadFile("P", pdf, {}, w.transport)).ok).toBe(true);
  expect(w.asked.map(({ path }) => path)).toEqual(["/api/patients/P/files", "/api/patients/P/files/F1/upload", "/api/patients/P/files/F1/upload"]);
  expect(w.pauses).toEqual([500, 1000]);
});

test("announced under the same key again it is the same file, whether or not the first answer came", async () => {
  const w = world([{ ok: false, code: "offline" }, begun], [204]);
  expect((await uploadFile("P", pdf, { key: "K" }, w.transport)).ok).toBe(true);
  expect(w.asked.map(({ path, key }) => [path, key])).toEqual([
    ["/api/patients/P/files", "K"],
    ["/api/patients/P/files", "K"],
  ]);
});

test("a file that cannot be read any more ends its own upload, and says why", async () => {
  const w = world([], []);
  const gone = Object.assign(new File(["x"], "a.pdf"), { arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) });
  expect(await uploadFile("P", gone, {}, w.transport)).toEqual({ ok: false, code: "changed" });
  expect(w.asked).toEqual([]);
});

test("it ends after so many tries", async () => {
  const w = world([begun, begun, begun, begun, begun], []);
  expect(await uploadFile("P", pdf, {}, w.transport)).toEqual({ ok: false, code: "offline" });
  expect(w.sent()).toBe(4);
});

test("an answer that was lost is asked for", async () => {
  const ready = { ...announced, state: "ready" };
  const w = world([begun, { ok: false, code: "file_uploaded" }, { ok: true, data: ready }], [0]);
  expect(await uploadFile("P", pdf, {}, w.transport)).toEqual({ ok: true, file: ready });
});

test("a file that is no longer what was announced is not sent again", async () => {
  const w = world([begun], [400]);
  expect(await uploadFile("P", pdf, {}, w.transport)).toEqual({ ok: false, code: "changed" });
});

test("a refusal of the API is told as it is", async () => {
  const w = world([{ ok: false, code: "not_found" }], []);
  expect(await uploadFile("P", pdf, {}, w.transport)).toEqual({ ok: false, code: "not_found" });
  expect(w.pauses).toEqual([]);
});

test("an upload goes on where it was left", async () => {
  const w = world([begun], [204]);
  expect((await uploadFile("P", pdf, { resume: "F1" }, w.transport)).ok).toBe(true);
  expect(w.asked[0]?.path).toBe("/api/patients/P/files/F1/upload");
});

test("it stops when it is told to", async () => {
  const stop = new AbortController();
  const w = world([begun, begun], [0]);
  const send = w.transport.send;
  w.transport.send = async (...args) => {
    stop.abort();
    return send(...args);
  };
  expect(await uploadFile("P", pdf, { signal: stop.signal }, w.transport)).toEqual({ ok: false, code: "aborted" });
  expect(w.sent()).toBe(1);
});

test("a file is waited for until it was checked", async () => {
  const state = (name: string) => ({ ok: true, data: { ...announced, state: name } });
  const w = world([state("scanning"), { ok: false, code: "offline" }, state("refused")], []);
  expect(await whenChecked("P", "F1", undefined, w.transport)).toMatchObject({ ok: true, file: { state: "refused" } });
  expect(w.pauses).toHaveLength(2);
});
