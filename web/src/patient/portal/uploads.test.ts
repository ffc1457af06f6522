import { expect, test } from "vitest";
import type { Transport } from "../../files/upload";
import { largestOwnFile, newUpload, run } from "./uploads";

const file = { id: "F1", name: "report.pdf", state: "pending" };
const begun = { ok: true, data: { file, upload: { url: "https://bucket.example", fields: {}, expiresAt: "" } } };
const inState = (state: string, more = {}) => ({ ok: true, data: { ...file, state, ...more } });

/** A world that answers what it is told to, in turn. */
function world(answers: object[], statuses: number[] = [204]) {
  const asked: string[] = [];
  const transport: Transport = {
    ask: async (method, path) => {
      asked.push(`${method} ${path}`);
      return (answers.shift() ?? { ok: false, code: "offline" }) as never;
    },
    send: async (_form, { size }, onProgress) => {
      onProgress(size / 2);
      return statuses.shift() ?? 0;
    },
    pause: async () => {},
  };
  return { transport, asked };
}

const pdf = () => newUpload(new File(["%PDF-1.4 …"], "report.pdf", { type: "application/pdf" }));

test("a file is on its way, is checked, and is ready", async () => {
  const upload = pdf();
  const seen: string[] = [];
  await run(upload, () => seen.push(`${upload.state} ${upload.part}`), world([begun, inState("scanning"), inState("ready")]).transport);
  expect(seen).toEqual(["sending 0", "sending 0.5", "checking 0.5", "ready 0.5"]);
  expect(upload.id).toBe("F1");
});

test("what is larger than a patient may add is not announced", async () => {
  const upload = pdf();
  Object.defineProperty(upload.file, "size", { value: largestOwnFile + 1 });
  const { transport, asked } = world([]);
  await run(upload, () => {}, transport);
  expect([upload.state, upload.code, asked.length]).toEqual(["failed", "too_large", 0]);
});

test("after a lost connection the same file goes on and is not announced again", async () => {
  const upload = pdf();
  await run(upload, () => {}, world([begun], [0]).transport);
  expect([upload.state, upload.code, upload.again]).toEqual(["failed", "offline", true]);
  const { transport, asked } = world([begun, inState("ready")]);
  await run(upload, () => {}, transport);
  expect(upload.state).toBe("ready");
  expect(asked[0]).toBe("post /api/patients/me/files/F1/upload");
});

test("what was found inside is the reason, and trying again is not offered", async () => {
  const upload = pdf();
  await run(upload, () => {}, world([begun, inState("refused", { refusal: "encrypted" })]).transport);
  expect([upload.state, upload.code, upload.again]).toEqual(["failed", "encrypted", false]);
});

test("a file that was removed tells nothing more", async () => {
  const upload = pdf();
  let told = 0;
  const { transport } = world([begun]);
  const send = transport.send;
  transport.send = async (...args) => {
    upload.stop.abort();
    return send(...args);
  };
  await run(upload, () => told++, transport);
  expect(told).toBe(1); // that it began
});

test.each([
  ["1699", "image/jpeg", "1699.jpg"],
  ["scan.pdf", "application/pdf", "scan.pdf"],
  ["IMG.JPG", "image/jpeg", "IMG.JPG"],
  ["letter.docx", "application/msword", "letter.docx"],
])("%s of type %s is called %s", (name, type, want) => {
  expect(newUpload(new File(["x"], name, { type })).file.name).toBe(want);
});
