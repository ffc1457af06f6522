/**
 * Hostile texts in every text field that the API takes: nothing of them runs on any page of the clinic
 * or of the patient, and the pages show them letter by letter. On a running local cloud.
 */
import { readFile } from "node:fs/promises";
import { desktop, launch, phone } from "./browser.mjs";
import { settled } from "./clinic.mjs";
import { Outbox, codeIn, linkTo, newPatient, newPractice, upload } from "./clinic-api.mjs";
import { acceptInvite } from "./patient-api.mjs";
import { checkWords } from "./look.mjs";
import { expect, runTests, test } from "./runner.mjs";

const url = (process.env.CHARTSHARE_URL ?? "http://localhost:8080").replace(/\/$/, "");
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);

const repository = new URL("../../", import.meta.url);
const report = await readFile(new URL("internal/files/media/testdata/report.pdf", repository));
const contentOf = async (type) => JSON.parse(await readFile(new URL(`internal/clinic/testdata/contents/${type}.json`, repository), "utf8"));
const types = ["vital-signs", "clinical-note", "treatment-plan", "file", "prescription", "lab-order", "immunisation-plan", "growth-chart", "lens-prescription", "invoice", "payment"];

/** Each would set window.fired, by another way. Short ones first: many fields are. */
const corpus = [
  "<script>fire()</script>",
  "<img src=x onerror=fire()>",
  '"><svg onload=fire()>',
  "' autofocus onfocus='fire()",
  "javascript:fire()",
  "</title><script>fire()</script>",
  '<a href="javascript:fire()">x</a>',
  "<iframe srcdoc='<script>parent.fire()</script>'>",
  "<details open ontoggle=fire()>",
  "{{constructor.constructor('fire()')()}}",
  "${fire()}",
  '<math><a xlink:href="javascript:fire()">x',
  "<style>@import'javascript:fire()'</style>",
  "\\u003cscript\\u003efire()\\u003c/script\\u003e",
];

let turn = 0;
const hostile = () => corpus[turn++ % corpus.length];

/** Words of a fixed list, dates, codes and ids: no free text, and a body with a wrong one cannot be decoded. */
const fixed = /^([a-z][a-z0-9-]*|[0-9A-Z][0-9A-Z.:TZ+_-]*|https?:.*)$/;

/** Every free text in a value, as a path to it. */
function* textsIn(value, path = []) {
  if (typeof value === "string" && !fixed.test(value)) yield path;
  else if (value && typeof value === "object") for (const [key, inner] of Object.entries(value)) yield* textsIn(inner, [...path, key]);
}

const holder = (value, path) => path.slice(0, -1).reduce((inner, key) => inner[key], value);

/**
 * Saves a record with a hostile text wherever the server takes one: it says at which fields it does not,
 * and those keep what they had.
 */
async function save(patient, type, attachments) {
  const good = await contentOf(type);
  const content = structuredClone(good);
  const paths = [...textsIn(good)];
  for (const path of paths) holder(content, path)[path.at(-1)] = hostile();
  for (let tries = 0; tries < 100; tries++) {
    const response = await fetch(`${url}/api/patients/${patient.id}/records`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Requested-By": "chartshare", Origin: url, Cookie: [...owner.cookies].map((pair) => pair.join("=")).join("; ") },
      body: JSON.stringify({ type, status: "final", shareBox: true, content, ...(attachments && { attachments }) }),
    });
    if (response.status === 201) {
      const record = await response.json();
      return { record, taken: paths.filter((path) => holder(content, path)[path.at(-1)] !== holder(good, path)[path.at(-1)]).length };
    }
    const { fields = [], type: problem } = await response.json();
    const refused = paths.filter((path) => fields.some(({ pointer }) => `/content/${path.join("/")}`.startsWith(pointer)) && holder(content, path)[path.at(-1)] !== holder(good, path)[path.at(-1)]);
    // A body that could not even be decoded names no field: then all of its words are in doubt, one after the other.
    const doubted = refused.length > 0 ? refused : paths.filter((path) => holder(content, path)[path.at(-1)] !== holder(good, path)[path.at(-1)]).slice(0, 1);
    if (doubted.length === 0) throw new Error(`${type}: ${response.status} ${problem} ${JSON.stringify(fields)}`);
    for (const path of doubted) holder(content, path)[path.at(-1)] = holder(good, path)[path.at(-1)];
  }
  throw new Error(`${type}: never taken`);
}

/** A page on which nothing may run, and nothing may try to. */
async function watched(context) {
  await context.addInitScript(() => {
    window.tried = [];
    window.fire = () => window.tried.push("a text ran as code");
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => window.tried.push(`the policy stopped ${violatedDirective} ${blockedURI}`));
  });
  const page = await context.newPage();
  page.on("dialog", (dialog) => void dialog.dismiss());
  return page;
}

async function nothingRan(page, where) {
  expect((await page.evaluate(() => window.tried)).join(), "", `what ran on ${where}`);
  const elements = await page.evaluate(() => document.querySelectorAll("#app img[src=x], #app details[ontoggle], #app [onload], #app [onerror], #app [onfocus], #app math, #app iframe, a[href^='javascript:']").length);
  expect(elements, 0, `elements made of texts on ${where}`);
}

const patient = await newPatient(owner, outbox, { name: hostile(), email: `asha-${Date.now()}@example.com`, number: hostile().slice(0, 20) }).catch(() => newPatient(owner, outbox, { name: "O'Brien <b>x</b>", email: `asha-${Date.now()}@example.com` }));
const chart = `/api/patients/${patient.id}`;
const saved = [];
let placed = 0;

test("the API takes hostile texts as they are, in most fields of each type", async () => {
  const file = await upload(owner, patient, `${corpus[1].replaceAll("/", "")}.pdf`, "application/pdf", report).catch(() => upload(owner, patient, "report.pdf", "application/pdf", report));
  for (const type of types) {
    let attachments;
    if (type === "file") attachments = [file.id];
    const { record, taken } = await save(patient, type, attachments);
    saved.push(record);
    placed += taken;
    console.log(`      ${type}: ${taken} hostile texts`);
  }
  expect(saved.length, types.length, "types saved");
  expect(placed > 100, true, `${placed} texts placed, over a hundred`);
});

/** Opens each, and looks. */
async function visit(page, addresses) {
  for (const address of addresses) {
    await page.goto(url + address);
    const heading = await page.getByRole("heading", { level: 1 }).first().waitFor().then(() => true, () => false);
    expect(heading, true, `a heading on ${address}`);
    await settled(page);
    await nothingRan(page, address);
    await checkWords(page, address);
  }
}

/** A browser of the owner's. */
async function atTheDesk(run) {
  const context = await browser.newContext(desktop);
  try {
    await context.addCookies([...owner.cookies].map(([name, value]) => ({ name, value, url: url.replace("http:", "https:"), secure: true, httpOnly: true })));
    await run(await watched(context));
  } finally {
    await context.close();
  }
}

test("nothing runs on the clinic's pages, and the texts are shown letter by letter", async () => {
  const { items } = await owner.get("/api/staff");
  const me = items[0];
  await owner.post("/api/session/step-up", { password: owner.password }, 204);
  const renamed = await fetch(`${url}/api/staff/${me.id}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-Requested-By": "chartshare", Origin: url, "If-Match": `"${me.version}"`, Cookie: [...owner.cookies].map((pair) => pair.join("=")).join("; ") },
    body: JSON.stringify({ name: "Dr <img src=x onerror=fire()>", role: "owner", disabled: false, qualifications: corpus[0], registrationNumber: me.registrationNumber }),
  });
  expect([200, 422].includes(renamed.status), true, `the answer ${renamed.status} to a hostile name`);
  await atTheDesk(async (page) => {
    const here = `/clinic/patients/${patient.id}`;
    const thread = await owner.post(`${chart}/threads`, { subject: hostile(), text: corpus.join("\n") }, 201).catch(() => undefined);
    await visit(page, [
      here, `${here}/chart`, `${here}/trends`, `${here}/history`, `${here}/messages`, `${here}/visits`, "/clinic/inbox", "/clinic/worklist", "/clinic/audit",
      ...["sharing", "practice", "staff", "messages", "account"].map((name) => `/clinic/settings/${name}`),
      ...(thread ? [`${here}/messages/${thread.id}`] : []),
    ]);
    await page.goto(`${url}${here}/chart`);
    await page.getByText(patient.name, { exact: true }).first().waitFor();
  });
});

for (const place of ["", "/edit", "/preview"]) {
  test(`nothing runs on the clinic's pages of a record${place && `: ${place.slice(1)}`}`, () =>
    atTheDesk((page) => visit(page, saved.map(({ id }) => `/clinic/patients/${patient.id}/records/${id}${place}`))));
}

test("nothing runs on the page behind the link, nor in the portal", async () => {
  const link = await linkTo(outbox, patient, url);
  const { email } = patient;
  const { edition } = (await owner.get(`${chart}/access`)).responsibility;
  await owner.post(`${chart}/access`, { email, edition, confirmed: true, password: owner.password }, 201);
  const signedIn = await acceptInvite(url, outbox, await outbox.next("email", email, ({ text }) => /\/portal/.test(text)), patient, "mauve kettle drives north");
  const context = await browser.newContext(phone);
  try {
    const page = await watched(context);
    await page.goto(link);
    await page.getByRole("button", { name: "Send me the code" }).click();
    await page.getByLabel("6-digit code").fill(codeIn(await outbox.next("sms", patient.phone, ({ body }) => /\b\d{6}\b/.test(body))));
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("article").nth(types.length - 1).waitFor();
    await nothingRan(page, "the page of the link");

    await context.addCookies([...signedIn.cookies].map(([name, value]) => ({ name, value, url: url.replace("http:", "https:"), secure: true, httpOnly: true })));
    await page.goto(`${url}/portal`);
    await page.getByRole("heading", { name: "My records" }).first().waitFor();
    const entries = await page.getByRole("article").count();
    expect(entries >= types.length, true, `${entries} entries, all of them`);
    for (let at = 0; at < entries; at++) {
      await page.getByRole("article").nth(at).getByRole("button").first().click();
      await page.getByRole("button", { name: "Back to my records" }).waitFor();
      await nothingRan(page, `record ${at} of the portal`);
      await page.getByRole("button", { name: "Back to my records" }).click();
      await page.getByRole("article").nth(entries - 1).waitFor();
    }
  } finally {
    await context.close();
  }
});

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
}
