/**
 * A visit with a record of each type, read in Hindi on a phone; and what becomes of an open page when
 * the clinic corrects and takes back. On a running local cloud:
 *   CHARTSHARE_URL=http://localhost:8080 node e2e/eleven.story.mjs
 */
import { readFile } from "node:fs/promises";
import { launch, phone } from "./browser.mjs";
import { Outbox, codeIn, linkTo, newPatient, newPractice, until, upload } from "./clinic-api.mjs";
import { checkAxe } from "./look.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = (process.env.CHARTSHARE_URL ?? "http://localhost:8080").replace(/\/$/, "");
const browser = await launch();
const outbox = new Outbox(url);
const owner = await until(`the local cloud at ${url}`, () => newPractice(url, outbox).catch((error) => error instanceof TypeError ? undefined : Promise.reject(error)), { withinMilliseconds: 30_000 });

const repository = new URL("../../", import.meta.url);
const report = await readFile(new URL("internal/files/media/testdata/report.pdf", repository));
const contentOf = async (type) => JSON.parse(await readFile(new URL(`internal/clinic/testdata/contents/${type}.json`, repository), "utf8"));

/** What the page calls each type in Hindi, in the order in which the clinic writes them: a bill before what pays it. */
const names = {
  "vital-signs": "शारीरिक माप",
  "clinical-note": "आपकी मुलाक़ात का विवरण",
  "treatment-plan": "इलाज की योजना",
  file: "दस्तावेज़",
  prescription: "दवा का पर्चा",
  "lab-order": "लैब जाँच",
  "immunisation-plan": "टीके",
  "growth-chart": "बढ़त",
  "lens-prescription": "चश्मे या लेंस का नंबर",
  invoice: "बिल",
  payment: "भुगतान",
};

const child = { name: "Mira Sharma", dateOfBirth: "2024-03-10", phoneIsGuardians: true };

const recordsOf = (patient) => `/api/patients/${patient.id}/records`;

async function write(patient, type, more = {}) {
  const { content = await contentOf(type), ...rest } = more;
  return owner.post(recordsOf(patient), { type, status: "final", shareBox: true, content, ...rest }, 201);
}

/** Waits until the patient was told of all that was written. */
const told = (patient, records) =>
  until("the patient to be told", async () => {
    const { items } = await owner.get(recordsOf(patient));
    return items.length === records && items.every(({ sharing }) => ["sent", "delivered"].includes(sharing?.state));
  });

async function onPhone(run) {
  const context = await browser.newContext({ ...phone, acceptDownloads: true });
  await context.addInitScript(() => (window.print = () => (window.printed = true)));
  try {
    await run(await context.newPage());
  } finally {
    await context.close();
  }
}

const button = (page, name) => page.getByRole("button", { name });

async function open(page, patient, say) {
  await page.goto(await linkTo(outbox, patient, url));
  await button(page, say.send).click();
  await page.getByLabel(say.code).fill(codeIn(await outbox.next("sms", patient.phone)));
  await button(page, say.open).click();
  await page.getByRole("heading", { name: say.records }).waitFor();
}

const english = { send: "Send me the code", code: "6-digit code", open: "Open", records: "Your records" };
const hindi = { send: "मुझे कोड भेजें", code: "6 अंकों का कोड", open: "खोलें", records: "आपके रिकॉर्ड" };

test("a mother reads a record of each type in Hindi behind one link, jumps, downloads, sees who saw, prints", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox, { ...child, language: "hi" });
    const { seen } = outbox;
    const scan = await upload(owner, patient, "discharge summary.pdf", "application/pdf", report);
    const written = {};
    for (const type of Object.keys(names)) {
      const more = {};
      if (type === "file") more.attachments = [scan.id];
      if (type === "payment") {
        const { id, content: { totals } } = written.invoice;
        more.content = { ...(await contentOf(type)), amount: totals.total, allocations: [{ invoiceId: id, amount: totals.total }] };
      }
      written[type] = await write(patient, type, more);
    }
    const types = Object.keys(names).length;
    await told(patient, types);
    outbox.seen = seen;
    const links = (await outbox.messages()).filter(({ kind, to, body }) => kind === "sms" && to.includes(patient.phone) && /\/s\?/.test(body));
    expect(links.length, 1, "messages with a link for one visit");

    await open(page, patient, hindi);
    await button(page, "मैंने पढ़ लिया").waitFor();
    await checkAxe(page, "a record of each type in Hindi");
    const list = page.getByRole("navigation").getByRole("link");
    expect((await list.allInnerTexts()).sort().join(), Object.values(names).sort().join(), "the list of records");
    for (const [type, name] of Object.entries(names)) {
      await list.getByText(name, { exact: true }).click();
      const heading = page.getByRole("article").getByRole("heading", { name, exact: true, level: 2 });
      await page.waitForFunction((id) => document.activeElement?.id === id, written[type].id);
      const top = await heading.evaluate((element) => element.getBoundingClientRect().top);
      expect(top > -2 && top < phone.viewport.height, true, `${type} on the screen, at ${top} px`);
      const text = await page.getByRole("article", { name, exact: true }).innerText();
      expect(/undefined|NaN|\[object|null|[{}]/.test(text), false, `machine's words in ${type}: ${text}`);
      expect(text.length > name.length + 60, true, `something to read in ${type}: ${text}`);
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wider, 0, "pixels that the page is wider than the phone");

    const [download] = await Promise.all([page.waitForEvent("download"), button(page, "discharge summary.pdf").click()]);
    expect(download.suggestedFilename(), "discharge summary.pdf", "the name of the download");
    expect((await readFile(await download.path())).length, scan.size, "the size of the download");

    await button(page, "मेरा रिकॉर्ड किसने देखा").click();
    await page.getByRole("heading", { name: "मेरा रिकॉर्ड किसने देखा" }).waitFor();
    await page.getByText("लिंक खोलकर साझा रिकॉर्ड पढ़ा").first().waitFor();
    await page.getByText("Dr Kavya Rao").first().waitFor();
    await checkAxe(page, "who saw my record");
    await button(page, "मेरे रिकॉर्ड पर वापस जाएँ").click();

    await button(page, "प्रिंट करें या सहेजें").click();
    expect(await page.evaluate(() => window.printed), true, "whether the phone was asked to print");
    await page.emulateMedia({ media: "print" });
    await expectSoon(() => page.getByText("Mira Sharma").filter({ visible: true }).count(), types, "heads with the child's name on paper");
    const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(paper.match(/\/Type\s*\/Page\b/g).length >= types, true, "a sheet for each record");
    await page.emulateMedia({ media: "screen" });

    await button(page, "मैंने पढ़ लिया").click();
    await page.getByRole("heading", { name: "आपके रिकॉर्ड बंद" }).waitFor();
    const { items } = await owner.get(recordsOf(patient));
    expect(items.every(({ sharing }) => sharing.state === "opened"), true, "that the clinic sees all as opened");
  }));

test("what is corrected or taken back while the page is open shows at its next look, and a link with nothing left says so", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox, child);
    const scan = await upload(owner, patient, "discharge summary.pdf", "application/pdf", report);
    const prescription = await write(patient, "prescription");
    const note = await write(patient, "clinical-note");
    const file = await write(patient, "file", { attachments: [scan.id] });
    const recall = ({ id }) => owner.post(`${recordsOf(patient)}/${id}/recall`, { reason: "another patient's" }, 204);
    await told(patient, 3);
    await open(page, patient, english);
    const stubs = page.getByRole("heading", { name: "The clinic has taken this back" });
    expect(await stubs.count(), 0, "records taken back at first");
    expect(await page.getByText("The clinic has corrected this").count(), 0, "corrected records at first");

    const content = { ...prescription.content, advice: "Only half of it from now on." };
    await owner.post(`${recordsOf(patient)}/${prescription.id}/amendments`, { type: "prescription", reason: "the dose was too high", content }, 201, { "If-Match": `"${prescription.version}"` });
    await recall(note);
    await page.reload();
    await page.getByText("The clinic has corrected this").waitFor();
    await page.getByText("Only half of it from now on.").waitFor();
    await expectSoon(() => stubs.count(), 1, "records taken back after the first");
    await checkAxe(page, "a corrected record and one taken back");

    await recall(file);
    await button(page, "Download discharge summary.pdf").click();
    await stubs.nth(1).waitFor();
    expect(await button(page, "Download").count(), 0, "files to download once their record was taken back");

    await recall(prescription);
    await page.reload();
    await page.getByRole("heading", { name: "The clinic has taken this back", level: 1 }).waitFor();
    expect(await page.getByText("Only half of it").count(), 0, "what is left of the records");
    await page.getByRole("link", { name: /^Call Sunrise Clinic/ }).waitFor();
    await checkAxe(page, "a link with nothing left");
  }));

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
}
