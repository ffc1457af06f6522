/**
 * Counts the bytes that a patient loads before the record is readable, and fails above the goals
 * (docs: 14 kB before the record, 40 kB of JavaScript in all; 12 kB before the first screen of a video
 * call or of the portal, 18 kB with all that the call takes; 250 kB before the clinic's first page). A file counts as it is served:
 * CloudFront compresses from 1,000 bytes on, with Brotli for every browser that takes it over HTTPS,
 * which is what the goal is held against; gzip is printed beside it. Its quality is taken to be 5, as
 * the local cloud does. Answers of the API are counted from made-up data, with gzip: the functions
 * compress them, CloudFront does not compress what it may not cache.
 */
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";
import { letterhead, practice, records } from "../e2e/fixtures.mjs";

const goalBeforeRecord = 14 * 1024;
const goalJavaScript = 40 * 1024;
const goalBeforeVisit = 12 * 1024;
const goalBeforePortal = 12 * 1024;
const goalVisit = 18 * 1024;
const goalClinic = 250 * 1024;
const smallestCompressed = 1000;

const served = {
  brotli: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length,
  gzip: (bytes) => gzipSync(bytes).length,
};

const sizeOf = (content, encoding) => {
  const bytes = Buffer.from(content);
  return bytes.length < smallestCompressed ? bytes.length : served[encoding](bytes);
};

const { output } = await build({ logLevel: "error", build: { write: false } });
const files = new Map(output.map((file) => [file.fileName, file]));
const bytesOf = (file) => (file.type === "chunk" ? file.code : file.source);
const chunkOf = (module) => output.find((file) => file.type === "chunk" && file.facadeModuleId?.endsWith(module));
const textsOf = (language, part) => output.find((file) => file.fileName.startsWith(`assets/${language}-${part}.`));

/** A chunk with all that it imports. */
function withImports(file, found = new Set()) {
  if (!found.has(file)) {
    found.add(file);
    for (const name of file.imports) withImports(files.get(name), found);
  }
  return found;
}

const page = files.get("index.html");
const entry = output.find((file) => file.type === "chunk" && file.isEntry && page.source.includes(file.fileName));
/** What the browser fetches on its own behalf beside them. */
const besides = ["icon.svg", "manifest.webmanifest"].map((name) => readFileSync(new URL(`../public/${name}`, import.meta.url)));
const styles = output.filter((file) => file.fileName.endsWith(".css") && page.source.includes(file.fileName));

/** "lab-order" is shown by LabOrderView.tsx. */
const viewOf = (type) => type.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase()) + "View.tsx";
const shared = { practice, person: "Asha V", language: "en", expiresAt: "2026-11-22T06:10:00Z", optedOut: false };
const answers = (record) => [
  JSON.stringify({ state: "open", ...shared, phoneHint: "•• 210" }),
  JSON.stringify({ expiresInSeconds: 300, resendInSeconds: 30, phoneHint: "•• 210" }),
  JSON.stringify({ ...shared, letterhead, records: [record] }),
];

let failed = false;
const kB = (bytes) => (bytes / 1024).toFixed(2).padStart(6);

console.log("Bytes before the record is readable, in kB (1 kB = 1,024 bytes)");
console.log("                       brotli:  files   API    all | gzip:  files   API    all");
for (const language of ["en", "hi"]) {
  for (const record of records) {
    const chunks = new Set();
    for (const first of [entry, chunkOf(`/${viewOf(record.type)}`)]) withImports(first, chunks);
    const texts = [textsOf(language, "core"), textsOf(language, record.type)];
    const sums = Object.fromEntries(
      Object.keys(served).map((encoding) => {
        const sum = (contents) => contents.reduce((total, content) => total + sizeOf(content, encoding), 0);
        const own = sum([...[...chunks, ...texts, page, ...styles].map(bytesOf), ...besides]);
        const api = answers(record).reduce((total, answer) => total + sizeOf(answer, "gzip"), 0);
        return [encoding, { own, api, all: own + api }];
      }),
    );
    const { brotli, gzip } = sums;
    const over = brotli.all > goalBeforeRecord;
    failed ||= over;
    console.log(
      `${language} ${record.type.padEnd(24)} ${kB(brotli.own)} ${kB(brotli.api)} ${kB(brotli.all)} |      ${kB(gzip.own)} ${kB(gzip.api)} ${kB(gzip.all)}${over ? "  above 14 kB" : ""}`,
    );
  }
}

const forStaff = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : [])).filter((id) => /StaffView\.tsx$|staff-views\.ts$/.test(id));
if (forStaff.length > 0) {
  failed = true;
  console.error(`A patient would load what is for the staff: ${forStaff.join(", ")}`);
}

const javaScript = output.filter((file) => file.fileName.endsWith(".js"));
const gzipped = (files) => files.reduce((total, file) => total + sizeOf(bytesOf(file), "gzip"), 0);
const languageOf = (file) => /^assets\/(en|hi)-/.exec(file.fileName)?.[1];
const code = gzipped(javaScript.filter((file) => !languageOf(file)));
for (const language of ["en", "hi"]) {
  // One patient reads one language: the other's texts are never loaded.
  const all = code + gzipped(javaScript.filter((file) => languageOf(file) === language));
  failed ||= all > goalJavaScript;
  console.log(`All of the patient's JavaScript with ${language} texts, gzip: ${kB(all)} kB of ${goalJavaScript / 1024}`);
}
const listed = [page, ...styles, entry];
for (const file of listed) console.log(`  ${file.fileName.padEnd(34)} brotli ${kB(sizeOf(bytesOf(file), "brotli"))}  gzip ${kB(sizeOf(bytesOf(file), "gzip"))}`);

console.log("Bytes of a video call's page in kB, before its first screen and in all");
const visit = (await build({ mode: "visit", logLevel: "error", build: { write: false } })).output;
for (const language of ["en", "hi"]) {
  const open = JSON.stringify({ state: "open", practice: { name: practice.name, phone: practice.phone }, person: "Asha V", language, opensAt: shared.expiresAt, closesAt: shared.expiresAt, serverTime: shared.expiresAt });
  const own = visit.filter((file) => (languageOf(file) ?? language) === language);
  const room = own.filter((file) => file.type === "chunk" && !file.isEntry);
  for (const encoding of Object.keys(served)) {
    const sum = (files) => files.reduce((total, file) => total + sizeOf(bytesOf(file), encoding), 0);
    const all = sum(own) + sizeOf(besides[0], encoding) + sizeOf(open, "gzip");
    const first = all - sum(room);
    const over = encoding === "brotli" && (first > goalBeforeVisit || all > goalVisit);
    failed ||= over;
    console.log(`${language} ${encoding.padEnd(6)} first ${kB(first)} of ${goalBeforeVisit / 1024}, all ${kB(all)} of ${goalVisit / 1024}${over ? "  above" : ""}`);
  }
}

console.log("Bytes of the portal in kB, before its first screen");
const portal = (await build({ mode: "portal", logLevel: "error", build: { write: false } })).output;
const portalEntry = portal.find((file) => file.type === "chunk" && file.isEntry);
const portalFiles = new Map(portal.map((file) => [file.fileName, file]));
const importedBy = (file, found = new Set([file])) => {
  for (const name of file.imports) importedBy(portalFiles.get(name), found.add(portalFiles.get(name)));
  return found;
};
for (const language of ["en", "hi"]) {
  const named = portal.filter(({ fileName }) => fileName === "portal.html" || portalFiles.get("portal.html").source.includes(fileName) || fileName.startsWith(`assets/${language}-portal.`));
  const first = [...new Set([...named, ...importedBy(portalEntry)])];
  for (const encoding of Object.keys(served)) {
    const all = first.reduce((total, file) => total + sizeOf(bytesOf(file), encoding), 0) + sizeOf(besides[0], encoding);
    const over = encoding === "brotli" && all > goalBeforePortal;
    failed ||= over;
    console.log(`${language} ${encoding.padEnd(6)} first ${kB(all)} of ${goalBeforePortal / 1024}${over ? "  above" : ""}`);
  }
}

const forClinic = [...visit, ...portal].flatMap((file) => (file.type === "chunk" ? file.moduleIds : [])).filter((id) => /src\/clinic\//.test(id));
if (forClinic.length > 0) {
  failed = true;
  console.error(`A patient would load what is for the clinic: ${forClinic.join(", ")}`);
}
console.log("Bytes of the clinic's client before its first page, and in all, gzip, in kB");
const clinic = (await build({ mode: "clinic", logLevel: "error", build: { write: false } })).output;
const clinicFiles = new Map(clinic.map((file) => [file.fileName, file]));
const clinicEntry = clinic.find((file) => file.type === "chunk" && file.isEntry);
/** A chunk with all that it imports at once, and their styles. */
function entryOf(file, found = new Set()) {
  if (!file || found.has(file)) return found;
  found.add(file);
  for (const name of [...(file.imports ?? []), ...(file.viteMetadata?.importedCss ?? [])]) entryOf(clinicFiles.get(name), found);
  return found;
}
for (const language of ["en", "hi"]) {
  const own = clinic.filter((file) => (languageOf(file) ?? language) === language && /\.(js|css|html)$/.test(file.fileName));
  const first = [...entryOf(clinicEntry), own.find(({ fileName }) => fileName.startsWith(`assets/${language}-clinic.`)), clinicFiles.get("clinic.html")];
  const over = gzipped(first) > goalClinic;
  failed ||= over;
  console.log(`${language} first ${kB(gzipped(first))} of ${goalClinic / 1024}, all ${kB(gzipped(own))}${over ? "  above" : ""}`);
}
if (failed) {
  console.error("Too many bytes for slow mobile data: see the goals above.");
  process.exitCode = 1;
}
