/** The chart in the clinic's client: records of all types, how far each has come, and what is done about it. */
import { readFile } from "node:fs/promises";
import { launch, phone } from "./browser.mjs";
import { atTheDesk, checkPage } from "./clinic.mjs";
import { codeIn, linkTo, newPatient, newPhone, newPractice, Outbox, Staff, until, upload } from "./clinic-api.mjs";
import { checkContrast } from "./look.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = process.env.CHARTSHARE_URL;
const shots = process.env.SHOTS; // a folder to look at the pages in
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);

const repository = new URL("../../", import.meta.url);
const contentOf = async (type) => JSON.parse(await readFile(new URL(`internal/clinic/testdata/contents/${type}.json`, repository), "utf8"));
const report = await readFile(new URL("internal/files/media/testdata/report.pdf", repository));

/** What the staff calls each type, a bill before what pays it, and something that only its staff view says. */
const types = {
  "vital-signs": ["Vital signs", "LOINC 8867-4"],
  "clinical-note": ["Clinical note", "Worried about losing days at work"],
  "treatment-plan": ["Treatment plan", "FDI 14, 15, 24"],
  file: ["File", "English"],
  prescription: ["Prescription", "Schedule H"],
  "lab-order": ["Lab order", "Iron deficiency?"],
  "immunisation-plan": ["Immunisation plan", "Overdue from"],
  "growth-chart": ["Growth chart", "z-scores and percentiles"],
  "lens-prescription": ["Lens prescription", "spherical equivalent"],
  invoice: ["Invoice", "Tax by line"],
  payment: ["Payment", "Asked for a receipt by e-mail"],
};

const child = { name: "Mira Sharma", dateOfBirth: "2024-03-10", phoneIsGuardians: true };
const recordsOf = (patient) => `/api/patients/${patient.id}/records`;
const pageOf = (patient, path) => `${url}/clinic/patients/${patient.id}${path}`;
const recordPage = (patient, record, more = "") => pageOf(patient, `/records/${record.id}${more}`);

async function write(patient, type, { content, ...more } = {}) {
  return owner.post(recordsOf(patient), { type, status: "final", shareBox: true, content: content ?? (await contentOf(type)), ...more }, 201);
}

const stateOf = (patient, record, wanted) => until(`${record.type} to be ${wanted}`, async () => (await owner.get(`${recordsOf(patient)}/${record.id}`)).sharing?.state === wanted);

const button = (page, name) => page.getByRole("button", { name, exact: true });
const badge = (page) => page.getByRole("region", { name: "Sharing" }).getByRole("status");
const row = (page, name) => page.getByRole("listitem").filter({ has: page.getByRole("link", { name, exact: true }) });

async function go(page, address, heading) {
  await page.goto(address);
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
}

async function shot(page, name) {
  if (!shots) return;
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

/** What the first test writes and the second reads. */
let visit;

/** Opens the patient's link with the code, on a phone of its own, and hands over its page. */
async function onPhone(patient, run, link) {
  const context = await browser.newContext(phone);
  try {
    const page = await context.newPage();
    await page.goto(link ?? (await linkTo(outbox, patient, url)));
    await button(page, "Send me the code").click();
    await page.getByLabel("6-digit code").fill(codeIn(await outbox.next("sms", patient.phone)));
    await button(page, "Open").click();
    await page.getByRole("heading", { name: "Your records" }).waitFor();
    await run(page);
  } finally {
    await context.close();
  }
}

/** Somebody of the practice with another role. */
async function colleague(role) {
  const email = `${role}-${Date.now()}@sunrise-clinic.in`;
  await owner.post("/api/session/step-up", { password: owner.password }, 204);
  await owner.post("/api/staff", { name: `Meera ${role}`, email, role }, 201);
  const mail = await outbox.next("email", email);
  const token = /https?:\/\/\S+/.exec(mail.text)[0].split(/[#?=/]/).at(-1);
  const staff = new Staff(url);
  await staff.post("/api/passwords", { token, password: owner.password }, 204);
  await staff.post("/api/sessions", { email, password: owner.password }, 201);
  return staff;
}

test("a record of each type stands in the chart with its state, and is found by day, by type and by the keyboard", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox, child);
    await go(page, pageOf(patient, "/chart"), "Chart");
    await page.getByText("Nothing is in this chart yet").waitFor();
    await checkPage(page, "an empty chart", () => page.getByRole("heading", { level: 1 }).waitFor());
    const scan = await upload(owner, patient, "discharge summary.pdf", "application/pdf", report);
    const written = {};
    for (const type of Object.keys(types)) {
      const more = {};
      if (type === "file") more.attachments = [scan.id];
      if (type === "payment") {
        const { id, content: { totals } } = written.invoice;
        more.content = { ...(await contentOf(type)), amount: totals.total, allocations: [{ invoiceId: id, amount: totals.total }] };
      }
      written[type] = await write(patient, type, more);
    }
    visit = { patient, written };
    await owner.post(recordsOf(patient), { type: "prescription", status: "draft", content: { ...(await contentOf("prescription")), medicines: [] } }, 201);
    await page.reload();
    for (const [name] of Object.values(types)) await row(page, name).getByText("Delivered").first().waitFor(); // without reloading again
    await page.getByRole("group", { name: "Go on writing" }).getByRole("link", { name: "Prescription" }).waitFor();
    await shot(page, "chart");
    await checkPage(page, "a chart", () => page.getByRole("link", { name: /भुगतान|Payment/ }).waitFor());

    // By the keyboard alone: from the heading to the list, along it and back, and into a record.
    await page.getByRole("heading", { level: 1 }).focus();
    await page.keyboard.press("j");
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    expect(await focused(), "Prescription", "the first, the draft");
    await page.getByRole("group", { name: "By day" }).getByRole("link", { name: "Payment" }).focus();
    await page.keyboard.press("j");
    expect(await focused(), "Invoice", "after j");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("k");
    expect(await focused(), "Invoice", "after one down and k");
    await page.keyboard.press("End");
    expect(await focused(), "Vital signs", "after End");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Vital signs" }).waitFor();

    await go(page, pageOf(patient, "/chart"), "Chart");
    await page.getByRole("tab", { name: "By type" }).click();
    await row(page, "Prescription").count();
    const lines = page.getByRole("tabpanel").getByRole("listitem");
    await expectSoon(() => lines.count(), 11, "types");
    await lines.filter({ hasText: "Clinical note" }).getByText("Asked each time").waitFor();
    await lines.filter({ hasText: "Growth chart" }).getByText("1 record").waitFor();
    await shot(page, "by-type");
    await lines.getByRole("button", { name: "Lab order" }).click();
    await expectSoon(() => page.getByRole("group", { name: "By day" }).getByRole("link").count(), 1, "records of the chosen type");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("new: vital");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/new\/vital-signs$/);
  }));

test("each type opens in its staff view, which holds up on every screen", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const { patient, written } = visit;
    for (const [type, [name, said]] of Object.entries(types)) {
      await go(page, recordPage(patient, written[type]), name);
      await page.getByText(said).first().waitFor();
      await badge(page).getByText("Delivered").waitFor();
      const text = await page.getByRole("main").innerText();
      expect(/undefined|NaN|\[object|\w+\.\w+\.\w+\.\w+/.test(text), false, `machine's words in ${type}: ${text}`);
      await shot(page, `record-${type}`);
    }
    await go(page, recordPage(patient, written.file), "File");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download discharge summary.pdf" }).click()]);
    expect(download.suggestedFilename(), "discharge summary.pdf", "the name of the download");
    for (const type of ["prescription", "immunisation-plan", "growth-chart", "invoice"]) {
      await page.goto(recordPage(patient, written[type]));
      await checkPage(page, `a record (${type})`, () => page.locator(".rec-view").first().waitFor());
    }
  }));

test("why a record is not shared stands beside it in words, and a number that is missing leads to its screen", async () => {
  await owner.post("/api/session/step-up", { password: owner.password }, 204); // before the browser has its cookies: this gives new ones
  await atTheDesk(browser, url, { staff: owner }, async (page) => {
    const said = async (patient, type, more, why) => {
      const record = await write(patient, type, more);
      await go(page, recordPage(patient, record), types[type][0]);
      await badge(page).getByText(/Not shared|Held back/).waitFor();
      await page.getByRole("region", { name: "Sharing" }).getByText(why).waitFor();
      return record;
    };
    const patient = await newPatient(owner, outbox);
    await said(patient, "vital-signs", { shareBox: false }, "The box “Share with patient” was not ticked.");
    await page.getByText("Why?").click();
    await page.getByText(/from version \d+ of the share settings and version \d+ of the phone number/).waitFor();
    await said(patient, "vital-signs", { hold: { reason: "talk to her first" } }, "Reason: talk to her first");

    const settings = await owner.call("GET", "/api/share-settings", undefined, { status: 200 });
    const change = async (modes) => {
      const { etag } = await owner.call("GET", "/api/share-settings", undefined, { status: 200 });
      await owner.call("PUT", "/api/share-settings", { master: true, quietMinutes: settings.body.quietMinutes, modes }, { status: 200, headers: { "If-Match": etag } });
    };
    await change({ ...settings.body.modes, "lens-prescription": "off" });
    try {
      await said(patient, "lens-prescription", {}, "This type was switched off in the share settings");
      await go(page, pageOf(patient, "/chart"), "Chart");
      await row(page, "Lens prescription").getByText("This type was switched off").waitFor();
    } finally {
      await change(settings.body.modes);
    }

    const nobody = await owner.post("/api/patients", { name: "Ravi Kumar", sex: "male", dateOfBirth: "1980-01-01", language: "en" }, 201);
    await said(nobody, "vital-signs", {}, "The patient has no phone number.");
    await checkPage(page, "a record that a number keeps from being shared", () => page.locator(".rec-view").waitFor());
    await button(page, "Enter a number").click();
    await page.getByRole("dialog").getByRole("textbox").first().waitFor();
    await page.keyboard.press("Escape");
    await go(page, pageOf(nobody, "/chart"), "Chart");
    await page.getByText("This patient has no phone number. What you write is kept").waitFor();
    await row(page, "Vital signs").getByRole("button", { name: "Enter a number" }).click();
    await page.getByRole("dialog").waitFor();

    const unsure = await owner.post("/api/patients", { name: "Ravi Kumar", sex: "male", dateOfBirth: "1980-01-01", language: "en", phone: newPhone() }, 201);
    await said(unsure, "vital-signs", {}, "The number is not verified as this patient's.");
    await button(page, "Verify the number").click();
    await page.getByRole("dialog").waitFor();
  });
});

test("a clinician shares now what was not, sees it arrive and be opened without reloading, and takes it back", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox);
    const record = await write(patient, "prescription", { shareBox: false });
    await stateOf(patient, record, "not-shared");
    await go(page, recordPage(patient, record), "Prescription");
    await button(page, "Share now").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(`ending in ${patient.phone.slice(-3)}`).waitFor();
    await checkPage(page, "share now", async () => {
      if (!(await dialog.isVisible())) await page.getByRole("region", { name: /Sharing|साझा करना/ }).getByRole("button").first().click();
      await dialog.waitFor();
    });
    await dialog.getByRole("button", { name: "Share now" }).dblclick();
    await page.getByText("It is on its way to the patient.").waitFor();
    await badge(page).getByText("Delivered").waitFor();
    expect((await outbox.messages()).filter(({ kind, to, body }) => kind === "sms" && to.includes(patient.phone) && /\/s\?/.test(body)).length, 1, "messages after a double click");
    const link = await linkTo(outbox, patient, url);
    await onPhone(
      patient,
      async (read) => {
        await read.getByRole("article").waitFor();
        await badge(page).getByText("Opened").waitFor({ timeout: 20_000 });
        await shot(page, "opened");
        await button(page, "Take back").click();
        await dialog.getByText(/The patient opened it .*: what was read stays read/).waitFor();
        await checkPage(page, "take back", async () => {
          if (!(await dialog.isVisible())) await page.getByRole("region", { name: /Sharing|साझा करना/ }).getByRole("button").last().click();
          await dialog.waitFor();
        });
        await dialog.getByRole("button", { name: "Take back" }).click();
        await dialog.getByText("Please fill this in.").waitFor();
        await dialog.getByLabel("Why").fill("another patient's");
        await dialog.getByRole("button", { name: "Take back" }).click();
        await page.getByText("It is taken back.").waitFor();
        await badge(page).getByText("Taken back").waitFor();
        await page.getByRole("region", { name: "Sharing" }).getByText(/^Opened /).waitFor();
        await read.reload();
        await read.getByRole("heading", { name: "The clinic has taken this back" }).first().waitFor();
        await button(page, "Undo").click();
        await badge(page).getByText("Delivered").waitFor();
      },
      link,
    );
  }));

test("a record is held back with a reason, and released", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox);
    const record = await write(patient, "lab-order");
    await stateOf(patient, record, "delivered");
    await go(page, recordPage(patient, record), "Lab order");
    await button(page, "Hold back").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("The patient has not opened it yet.").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await expectSoon(() => page.evaluate(() => document.activeElement.textContent), "Hold back", "the focus after the dialog");
    await page.keyboard.press("Enter");
    await dialog.getByText("The patient has not opened it yet.").waitFor();
    await dialog.getByLabel("Why").fill("<script>alert(1)</script> call first");
    await dialog.getByLabel("Release it by itself on").fill("2027-02-28");
    await dialog.getByRole("button", { name: "Hold back" }).click();
    await badge(page).getByText("Held back").waitFor();
    await page.getByText("Reason: <script>alert(1)</script> call first").waitFor();
    await page.getByText(/released by itself on 28.February.2027/).waitFor();
    await shot(page, "held");
    await button(page, "Release").click();
    await badge(page).getByText("Delivered").waitFor();
    expect(await page.getByText("call first").count(), 0, "the reason after the release");
    await button(page, "Undo").last().click();
    await badge(page).getByText("Held back").waitFor();
  }));

test("an act on its way cannot be left behind: its dialog stays, says that it failed, and keeps the reason", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox);
    const record = await write(patient, "lab-order");
    await stateOf(patient, record, "delivered");
    await go(page, recordPage(patient, record), "Lab order");
    let answer;
    await page.route("**/hold", async (route) => {
      await new Promise((go) => (answer = go));
      await route.fulfill({ status: 500, contentType: "application/problem+json", body: "{}" });
    });
    await button(page, "Hold back").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Why").fill("call first");
    await dialog.getByRole("button", { name: "Hold back" }).click();
    await until("the act to be on its way", () => answer);
    await expectSoon(() => dialog.getByRole("button", { name: "Cancel" }).isDisabled(), true, "that it cannot be cancelled any more");
    await page.keyboard.press("Escape");
    answer();
    await dialog.getByText("That did not work.").waitFor();
    await expectSoon(() => dialog.getByLabel("Why").inputValue(), "call first", "the reason");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  }));

test("what was corrected says so with both versions, and what was entered in error cannot be shared", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox);
    const record = await write(patient, "prescription");
    await stateOf(patient, record, "delivered");
    await go(page, recordPage(patient, record), "Prescription");
    const content = { ...record.content, advice: "Only half of it from now on." };
    await owner.post(`${recordsOf(patient)}/${record.id}/amendments`, { type: "prescription", reason: "the dose was too high", content }, 201, { "If-Match": `"${record.version}"` });
    // The page shows what was there before: ending it now must not end what nobody here has seen.
    await button(page, "More").click();
    await checkContrast(page, "[role=menu]", "what more can be done");
    await page.getByRole("menuitem", { name: "Entered in error" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("This cannot be undone.").waitFor();
    await dialog.getByLabel("Why").fill("another patient's");
    await dialog.getByRole("button", { name: "Mark as entered in error" }).click();
    await dialog.getByText("Somebody has changed this record meanwhile.").waitFor();
    await expectSoon(() => dialog.getByLabel("Why").inputValue(), "another patient's", "what was typed");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Corrected", { exact: true }).waitFor();
    await page.getByText("Only half of it from now on.").waitFor();
    await page.getByText("Earlier versions (1)").click();
    await button(page, "Compare version 1 with now").click();
    await page.getByRole("region", { name: "Version 1" }).getByText("Warm salt-water gargles").waitFor();
    await page.getByRole("region", { name: "Version 2" }).getByText("Only half of it from now on.").waitFor();
    await shot(page, "versions");
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: "Entered in error" }).click();
    await dialog.getByLabel("Why").fill("another patient's");
    await dialog.getByRole("button", { name: "Mark as entered in error" }).click();
    await page.getByText("This was entered in error. It stays here for the clinic").waitFor();
    await page.getByText("Reason: another patient's").waitFor();
    for (const act of ["Share now", "Hold back", "Take back", "Print", "More"]) expect(await button(page, act).count(), 0, `${act} of what was entered in error`);
    expect(await page.getByRole("link", { name: "Correct" }).count(), 0, "correcting what was entered in error");
    await checkPage(page, "a record entered in error", () => page.locator(".rec-view").first().waitFor());
  }));

test("a part of a plan is completed as a record of its own", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox);
    const record = await write(patient, "treatment-plan");
    await go(page, recordPage(patient, record), "Treatment plan");
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: "Complete a part" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Complete a part" }).click();
    await dialog.getByText("Tick at least one.").waitFor();
    await dialog.getByLabel("Tooth 14").check();
    await dialog.getByRole("button", { name: "Complete a part" }).click();
    await page.getByText("The completed part is a record of its own now.").waitFor();
    await page.getByText("FDI 15, 24").waitFor();
    await go(page, pageOf(patient, "/chart"), "Chart");
    await until("both plans in the chart", async () => (await row(page, "Treatment plan").count()) === 2);
  }));

test("what was ticked of a plan is not carried over to a version in which other things stand there", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox);
    const item = (text) => ({ procedure: { text }, quantity: 1, unitCost: 100, status: "planned" });
    const content = { title: "Plan", status: "active", items: [item("Scaling"), item("Filling")] };
    const plan = await owner.post(`/api/patients/${patient.id}/records`, { type: "treatment-plan", status: "final", shareBox: false, content }, 201);
    await page.goto(`${url}/clinic/patients/${patient.id}/records/${plan.id}`);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Complete a part" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Scaling").check();
    await owner.post(`/api/patients/${patient.id}/records/${plan.id}/amendments`, { type: "treatment-plan", reason: "order", content: { ...content, items: [item("Extraction"), item("Scaling"), item("Filling")] } }, 201, { "If-Match": '"1"' });
    await dialog.getByRole("button", { name: "Complete a part" }).click();
    await dialog.getByText("Somebody has changed this plan meanwhile.").waitFor();
    await dialog.getByLabel("Extraction").waitFor();
    expect(await dialog.getByLabel("Extraction").isChecked(), false, "whether what nobody ticked is ticked");
    await dialog.getByLabel("Scaling").check();
    await dialog.getByRole("button", { name: "Complete a part" }).click();
    await page.getByText("The completed part is a record of its own now.").waitFor();
    const records = (await owner.get(`/api/patients/${patient.id}/records`)).items;
    expect(records.find(({ id }) => id !== plan.id).content.items[0].procedure.text, "Scaling", "what was completed");
  }));

test("the preview says what the link shows, in both languages, and what is printed is the patient's", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.addInitScript(() => (window.print = () => (window.printed = (window.printed ?? 0) + 1)));
    const patient = await newPatient(owner, outbox);
    const scan = await upload(owner, patient, "discharge summary.pdf", "application/pdf", report);
    const note = await write(patient, "clinical-note", { attachments: [scan.id] });
    await stateOf(patient, note, "delivered");
    await go(page, recordPage(patient, note, "/preview"), "As the patient sees it");
    const drawn = page.getByRole("region", { name: "The patient's phone" });
    await drawn.getByRole("article").waitFor();
    const words = (text) => text.replace(/\s+/g, " ").trim();
    const preview = words(await drawn.getByRole("article").innerText());
    expect(preview.includes("losing days at work"), false, "the private note in the preview");
    await onPhone(patient, async (read) => {
      await read.getByRole("button", { name: "Download discharge summary.pdf" }).waitFor();
      expect(preview, words(await read.getByRole("article").innerText()), "the preview beside the page of the link");
    });
    await page.getByText("Hindi", { exact: true }).click();
    await drawn.getByRole("heading", { name: "आपकी मुलाक़ात का विवरण" }).waitFor();
    await shot(page, "preview-hindi");
    await checkPage(page, "a preview", () => page.getByRole("article").waitFor());

    await go(page, recordPage(patient, note), "Clinical note");
    await page.getByText("losing days at work").waitFor();
    await button(page, "Print").click();
    await page.waitForFunction(() => window.printed === 1);
    await page.keyboard.press("Control+p");
    await page.waitForFunction(() => window.printed === 2);
    await page.emulateMedia({ media: "print" });
    const shown = (locator) => locator.filter({ visible: true }).count();
    for (const name of ["Pages", "Settings and account"]) expect(await shown(page.getByRole("navigation", { name })), 0, `${name} on paper`);
    expect(await shown(page.getByRole("button")), 0, "buttons on paper");
    expect(await shown(page.getByText("losing days at work")), 0, "the private note on paper");
    expect(await shown(page.getByText("Phone +918025550123 · GSTIN 29AAAAA0000A1ZY")), 1, "the letterhead");
    expect(await shown(page.getByText("Acute pharyngitis")), 1, "the diagnosis on paper");
    expect(await shown(page.getByText("There is no signature by hand.")), 1, "who issued it");
    const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(paper.match(/\/Type\s*\/Page\b/g).length, 1, "sheets for a note");
    if (shots) await page.screenshot({ path: `${shots}/paper.png`, fullPage: true });
    await page.emulateMedia({ media: "screen" });
  }));

test("at the desk no clinical record is seen, and a foreign one is nothing", async () => {
  const patient = await newPatient(owner, outbox);
  const prescription = await write(patient, "prescription");
  const invoice = await write(patient, "invoice");
  const staff = await colleague("receptionist");
  await atTheDesk(browser, url, { staff }, async (page) => {
    await go(page, pageOf(patient, "/chart"), "Chart");
    await row(page, "Invoice").waitFor();
    expect(await row(page, "Prescription").count(), 0, "prescriptions at the desk");
    expect(await page.getByText("llergies").count(), 0, "allergies at the desk");
    expect(await page.getByRole("link", { name: "Trends" }).count(), 0, "trends at the desk");
    await button(page, "New record").click();
    expect((await page.getByRole("menuitem").allInnerTexts()).sort().join(), "File,Invoice,Payment", "what may be written at the desk");
    await page.keyboard.press("Escape");
    await checkPage(page, "a chart at the desk", () => page.getByRole("link", { name: /Invoice|बिल/ }).waitFor());
    await go(page, recordPage(patient, invoice), "Invoice");
    for (const act of ["Share now", "Hold back", "Take back", "Send the link again"]) expect(await button(page, act).count(), 0, `${act} at the desk`);
    await go(page, recordPage(patient, prescription), "There is nothing here");
    await go(page, pageOf(patient, "/trends"), "There is nothing here");
  });
  const strangers = await newPractice(url, outbox);
  await atTheDesk(browser, url, { staff: strangers }, async (page) => {
    for (const path of ["/chart", "/trends", `/records/${invoice.id}`, `/records/${invoice.id}/preview`]) {
      await go(page, pageOf(patient, path), "There is nothing here");
      expect(await page.getByText("Asha").count(), 0, `the name of another practice's patient at ${path}`);
    }
    await checkPage(page, "nothing here", () => page.getByRole("heading", { level: 1 }).waitFor());
  });
});

test("what was measured is plotted, and read value by value with the keyboard", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox, child);
    await go(page, pageOf(patient, "/trends"), "Trends");
    await page.getByText("Nothing to plot yet").waitFor();
    for (const [day, pulse] of [["2026-01-10", 96], ["2026-04-02", 92], ["2026-09-20", 88]]) {
      await write(patient, "vital-signs", { shareBox: false, effectiveAt: `${day}T06:30:00Z`, content: { pulse, bloodPressure: { systolic: pulse + 24, diastolic: 70 }, weight: 11 } });
    }
    await write(patient, "lab-order", { shareBox: false });
    await write(patient, "growth-chart", { shareBox: false });
    await page.reload();
    const pulse = page.getByRole("region", { name: "Pulse" });
    const slider = pulse.getByRole("slider");
    await slider.waitFor();
    expect(await slider.getAttribute("aria-valuetext").then((text) => text.replace(/\u00a0/g, " ")), "88 beats a minute, 20 September 2026, 12:00 pm", "the newest");
    await slider.focus();
    await page.keyboard.press("ArrowLeft");
    await pulse.locator("b", { hasText: "92 beats a minute" }).waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowLeft");
    await pulse.locator("b", { hasText: "96 beats a minute" }).waitFor();
    await pulse.getByText("Values (3)").click();
    await expectSoon(() => pulse.getByRole("row").count(), 4, "rows with the head");
    await page.getByRole("region", { name: "Haemoglobin" }).getByText("Usual: 12 to 15").waitFor();
    await page.getByRole("img", { name: /Chart of Weight for age/ }).waitFor();
    await shot(page, "trends");
    await checkPage(page, "trends", () => page.getByRole("img").first().waitFor());
    await pulse.getByText("Values (3)").click();
    await pulse.getByRole("link").first().click();
    await page.getByRole("heading", { level: 1, name: "Vital signs" }).waitFor();
  }));

await runTests({ only: process.argv[2] });
await browser.close();
