/** A clinician writes records by the clinic's forms, mostly with the keyboard. */
import { launch, phone } from "./browser.mjs";
import { atTheDesk, checkPage } from "./clinic.mjs";
import { codeIn, linkTo, newPatient, newPractice, Outbox, Staff, until } from "./clinic-api.mjs";
import { checkAxe } from "./look.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = process.env.CHARTSHARE_URL;
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);
const shots = process.env.SHOTS;

/** Opens an empty form for a new patient. */
const write = (type, run, { patient: about = {}, ...desk } = {}) =>
  atTheDesk(browser, url, { staff: owner, ...desk }, async (page, context) => {
    const patient = await newPatient(owner, outbox, about);
    await page.goto(`${url}/clinic/patients/${patient.id}/new/${type}`);
    await page.getByRole("button", { name: "Save", exact: true }).waitFor();
    await run(page, patient, context);
  });

const saved = (page) => page.getByText(/Saved \d/).last().waitFor();
const recordsOf = async (patient) => (await owner.get(`/api/patients/${patient.id}/records`)).items;
const only = async (patient) => {
  const records = await recordsOf(patient);
  expect(records.length, 1, "records in the chart");
  return records[0];
};
/** Saves for good by the keyboard, and waits for the record's own page. */
async function finish(page) {
  await page.keyboard.press("Control+s");
  await page.waitForURL(/\/records\/[0-9A-Z]{26}$/);
}
/** Somebody at the desk, who chose a password by the mailed link. */
async function newReceptionist() {
  const email = `desk-${Date.now()}@sunrise-clinic.in`;
  const password = "a long password for the desk";
  await owner.post("/api/session/step-up", { password: owner.password }, 204);
  await owner.post("/api/staff", { name: "Lata Hegde", email, role: "receptionist" }, 201);
  const { text } = await outbox.next("email", email);
  const token = /https?:\/\/\S+?[#?/=]([\w-]{20,})(?=\s|$)/.exec(text)[1];
  const staff = new Staff(url);
  await staff.post("/api/passwords", { token, password }, 204);
  await staff.post("/api/sessions", { email, password }, 201);
  return staff;
}
/** The patient opens the link on the own phone, with the code that comes by SMS. */
async function openAsPatient(link, patient) {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: "Send me the code" }).click();
  await page.getByLabel("6-digit code").fill(codeIn(await outbox.next("sms", patient.phone)));
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("heading", { name: "Your records" }).waitFor();
  return { page, close: () => context.close() };
}
async function shoot(page, name) {
  if (!shots) return;
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: `${shots}/${name}-phone.png`, fullPage: true });
  await page.setViewportSize(size);
}

test("vital signs: typed in order with Tab, warned as typed, computed, kept through a reload, told by SMS and seen opened", () =>
  write("vital-signs", async (page, patient) => {
    await page.getByLabel("Pulse").focus();
    await page.keyboard.type("190");
    await page.getByText(/a pulse of an adult is seldom outside/i).first().waitFor();
    await saved(page);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("76");
    for (const value of ["118", "76", "98.6", "18", "98", "62.5", "168"]) {
      await page.keyboard.press("Tab");
      await page.keyboard.type(value);
    }
    await page.getByText("37 °C = 98.6 °F").waitFor();
    await expectSoon(() => page.getByLabel("Body mass index (BMI)").inputValue(), "22.1 kg/m²", "the computed BMI");
    await saved(page);
    await until("the draft to be whole", async () => (await only(patient)).content.height?.value === 168);
    await shoot(page, "vital-signs");
    await page.reload();
    await page.getByLabel("Weight").waitFor();
    await expectSoon(() => page.getByLabel("Weight").inputValue(), "62.5", "the weight after a reload");
    expect(await page.getByText(/seldom outside/).count(), 0, "warnings that are not due any more");
    await finish(page);
    const record = await only(patient);
    expect(record.status, "final", "status");
    expect(JSON.stringify(record.content), JSON.stringify({ temperature: { value: 37, unit: "Cel" }, pulse: 76, respiratoryRate: 18, oxygenSaturation: { value: 98 }, bloodPressure: { systolic: 118, diastolic: 76 }, weight: 62.5, height: { value: 168 } }), "content");
    const link = await linkTo(outbox, patient, url);
    await until("the SMS to be delivered", async () => (await only(patient)).sharing?.state === "delivered");
    const reader = await openAsPatient(link, patient);
    await reader.page.getByText("62.5").first().waitFor();
    await reader.close();
    expect((await only(patient)).sharing.state, "opened", "the state once the patient has opened it");
  }));

test("a clinical note: lines grow by Enter, codes are read by their looks, the box is not ticked, the private part stays private", () =>
  write("clinical-note", async (page, patient) => {
    await expectSoon(() => page.getByLabel("Share with patient").isChecked(), false, "the box of a note");
    await page.getByLabel("Chief complaints 1", { exact: true }).focus();
    await page.keyboard.type("Sore throat");
    await page.keyboard.press("Tab");
    await page.keyboard.type("3");
    await page.getByLabel("How bad complaint 1 is").selectOption("moderate");
    await page.getByLabel("Code of Chief complaints 1").fill("162397003 Pain in throat");
    await page.getByLabel("Chief complaints 1", { exact: true }).press("Enter");
    await page.keyboard.type("Fever");
    await page.getByLabel("Examination 1", { exact: true }).fill("Tonsils red");
    await page.getByLabel("Allergies 1", { exact: true }).fill("Penicillin");
    await page.getByLabel("Reaction to allergy 1").fill("rash");
    await page.getByLabel("Diagnoses 1", { exact: true }).fill("Acute pharyngitis");
    await page.getByLabel("Code of Diagnoses 1").fill("j02.99999");
    await page.getByText(/This is not a code of this kind/).first().waitFor();
    await page.getByLabel("Code of Diagnoses 1").fill("j02.9");
    await page.getByRole("button", { name: "in 7 days" }).click();
    await page.getByLabel("Private note").fill("Worried about work.");
    await page.getByLabel("Share with patient").check();
    await page.getByLabel("Patient’s e-mail").fill(" asha.verma@gmail.com ");
    await page.getByRole("button", { name: "Save the e-mail" }).click();
    await page.getByText("The e-mail is saved.").waitFor();
    expect((await owner.get(`/api/patients/${patient.id}`)).email, "asha.verma@gmail.com", "the e-mail on file");
    await saved(page);
    await until("the remark to go", async () => (await page.getByText(/This is not a code of this kind/).count()) === 0);
    await shoot(page, "clinical-note");
    await finish(page);
    const { content, shareBox } = await only(patient);
    expect(shareBox, true, "shareBox");
    expect(JSON.stringify(content.chiefComplaints), JSON.stringify([{ text: "Sore throat", coding: { system: "snomed-ct", code: "162397003", display: "Pain in throat" }, duration: { value: 3, unit: "d" }, severity: "moderate" }, { text: "Fever" }]), "complaints");
    expect(JSON.stringify(content.diagnoses), JSON.stringify([{ text: "Acute pharyngitis", coding: { system: "icd-10", code: "J02.9" }, certainty: "provisional" }]), "diagnoses");
    expect(content.privateNote, "Worried about work.", "the private note");
    const reader = await openAsPatient(await linkTo(outbox, patient, url), patient);
    await reader.page.getByText("Sore throat").waitFor();
    expect(await reader.page.getByText("Worried about work").count(), 0, "private notes that the patient reads");
    await reader.close();
  }));

test("a prescription: shorthand is read, an allergy is warned of as typed, a line is copied, Ctrl Enter saves", () =>
  write("clinical-note", async (page, patient) => {
    await owner.post(`/api/patients/${patient.id}/records`, { type: "clinical-note", status: "final", shareBox: false, content: { allergies: [{ text: "Penicillin", severity: "severe" }] } }, 201);
    await page.goto(`${url}/clinic/patients/${patient.id}/new/prescription`);
    await page.getByText("Penicillin (severe)").waitFor();
    await page.getByLabel("Generic name").focus();
    await page.keyboard.type("amoxicillin");
    await page.getByText(/allerg/i).nth(1).waitFor();
    await page.locator("form").getByText(/known to be allergic|allergic to/i).first().waitFor();
    await shoot(page, "prescription-allergy");
    await page.getByLabel("Generic name").fill("azimycin");
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowLeft");
    await page.keyboard.type("thro"); // in the middle of the word
    await page.keyboard.press("Tab");
    await page.keyboard.type("Azimed 500");
    await page.keyboard.press("Tab");
    await page.keyboard.type("500");
    await page.getByLabel("How often", { exact: true }).fill("od");
    await page.getByLabel("For how long", { exact: true }).fill("3");
    await expectSoon(() => page.getByLabel("Quantity in all").inputValue(), "3", "the computed quantity");
    await page.getByLabel("How often", { exact: true }).fill("often");
    await page.getByText(/Write how often as morning-noon-night/).first().waitFor();
    await page.getByLabel("How often", { exact: true }).fill("101");
    await page.keyboard.press("Tab");
    await expectSoon(() => page.getByLabel("Quantity in all").inputValue(), "6", "the quantity of another course");
    await page.getByRole("button", { name: "Copy medicine 1" }).click();
    await page.getByText(/An earlier line has this medicine/).first().waitFor();
    await page.getByRole("button", { name: "Remove Medicine 2" }).click();
    await saved(page);
    await shoot(page, "prescription");
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/records\/[0-9A-Z]{26}$/);
    const record = (await recordsOf(patient)).find(({ type }) => type === "prescription");
    expect(record.status, "final", "status");
    expect(JSON.stringify(record.content.medicines), JSON.stringify([{ generic: "AZITHROMYCIN", brand: "Azimed 500", strength: { value: 500, unit: "mg" }, form: "tablet", dose: { value: 1, unit: "{tablet}" }, frequency: { pattern: "1-0-1" }, route: "oral", duration: { value: 3, unit: "d" }, quantity: 6 }]), "medicines");
    expect(record.content.prescriber.councilRegistrationNumber, "KMC 00000", "the prescriber that the server names");
    await linkTo(outbox, patient, url);
  }));

test("allergies that cannot be loaded are said to be so before anything is prescribed", () =>
  write("vital-signs", async (page, patient) => {
    await page.route("**/allergies", (route) => route.abort());
    await page.goto(`${url}/clinic/patients/${patient.id}/new/prescription`);
    await page.getByText("The allergies in this chart could not be loaded.").waitFor();
    await page.unroute("**/allergies");
    await page.getByRole("button", { name: "Try again" }).first().click();
    await page.getByText(/allerg/i).first().waitFor();
    await expectSoon(() => page.getByText("could not be loaded").count(), 0, "the trouble after another try");
  }));

test("a lab order: a panel brings its tests and codes, a critical result is warned of", () =>
  write("lab-order", async (page, patient) => {
    await page.getByLabel("Test", { exact: true }).fill("Potassium");
    await page.getByRole("button", { name: "Lipid profile" }).click();
    await page.getByLabel("Test", { exact: true }).nth(4).waitFor();
    await page.getByText("Result", { exact: true }).first().click();
    await page.getByLabel("Value").first().fill("7.1");
    await page.getByText(/laboratories telephone such a value/i).first().waitFor();
    await saved(page);
    await shoot(page, "lab-order");
    await finish(page);
    const { content } = await only(patient);
    expect(content.tests.map(({ loinc }) => loinc.code).join(), "2823-3,2093-3,2571-8,2085-9,18262-6", "the codes");
    expect(content.tests[0].result.unit, "mmol/L", "the usual unit");
    await linkTo(outbox, patient, url);
  }));

test("a growth chart: a measurement is scored and drawn once the draft is saved, an earlier one goes before it", () =>
  write(
    "growth-chart",
    async (page, patient) => {
      await page.getByLabel("Weight").fill("11.1");
      await page.getByLabel("Length or height").or(page.getByLabel("Height")).first().fill("85.9");
      await page.getByText(/^.*[+−]\d\.\d\d.*$/).first().waitFor();
      await page.getByRole("img", { name: /^Chart of/ }).first().waitFor();
      await page.getByRole("button", { name: "Add a measurement" }).click();
      const second = page.getByRole("listitem").filter({ hasText: "Measurement 2" });
      await second.getByLabel("Weight").fill("3.1");
      await second.getByLabel("Date").fill("2024-11-20");
      await page.getByText("Measurements stand by date, the oldest first.").first().waitFor();
      await page.getByRole("button", { name: "Put them in order of date" }).click();
      await until("the older one to stand first", async () => (await page.getByLabel("Date").first().inputValue()) === "2024-11-20");
      await saved(page);
      await shoot(page, "growth-chart");
      await finish(page);
      const { content } = await only(patient);
      expect(content.measurements.map(({ weight }) => weight).join(), "3.1,11.1", "the weights by date");
      expect(content.measurements[1].scores.length > 0, true, "scores");
    },
    { patient: { name: "Kabir Verma", dateOfBirth: "2024-11-18", phoneIsGuardians: true, sex: "male" } },
  ));

test("a double click on Save makes one record, and the patient is told once", () =>
  write("vital-signs", async (page, patient) => {
    await page.getByLabel("Pulse").fill("72");
    await page.getByRole("button", { name: "Save", exact: true }).dblclick();
    await page.waitForURL(/\/records\/[0-9A-Z]{26}$/);
    expect((await only(patient)).status, "final", "status");
    await linkTo(outbox, patient, url);
    expect((await outbox.messages()).filter(({ to }) => to.includes(patient.phone)).length, 0, "further messages");
  }));

test("what is refused stands at its field, which gets the focus, and nothing is stored for good", () =>
  write("vital-signs", async (page, patient) => {
    await page.getByLabel("Blood pressure, upper").fill("118");
    await page.keyboard.press("Control+s");
    await page.getByText(/diastolic, 20 to 200 mm\[Hg\], is missing|Please fill this in/).first().waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-invalid") === "true");
    expect(await page.evaluate(() => document.activeElement.labels[0].textContent), "Blood pressure, lower", "the field with the focus");
    await page.keyboard.type("76");
    await saved(page);
    expect((await only(patient)).status, "draft", "status");
    await finish(page);
    expect((await only(patient)).status, "final", "status");
  }));

test("what cannot be read is never guessed nor left out: Save and leaving lead back to it", () =>
  write("vital-signs", async (page, patient) => {
    await page.getByLabel("Pulse").fill("72");
    await page.getByLabel("Weight").fill("72,5");
    await saved(page);
    await page.keyboard.press("Control+s");
    await page.getByText("One field cannot be read as it stands").waitFor();
    await page.getByText("with a point before decimals").waitFor();
    expect(await page.evaluate(() => document.activeElement.labels[0].textContent), "Weight", "the field with the focus");
    await page.getByRole("link", { name: "Inbox" }).click();
    await page.getByRole("dialog", { name: "Not everything is saved" }).waitFor();
    await page.getByRole("button", { name: "Stay here" }).click();
    expect((await only(patient)).status, "draft", "status");
    await page.getByLabel("Weight").fill("72.5");
    await finish(page);
    expect((await only(patient)).content.weight, 72.5, "the weight");
  }));

test("who empties a number to type it anew loses nothing that hangs on it", () =>
  write("prescription", async (page, patient) => {
    await page.getByLabel("Generic name").fill("METHOTREXATE");
    await page.getByLabel("Unit of the dose").selectOption({ label: "mg" });
    await page.getByLabel("How often", { exact: true }).fill("1-0-0");
    await page.getByText("Instructions, start, refills, schedule, code").click();
    await page.getByLabel("Every how many days").fill("7");
    await page.getByLabel("For how long", { exact: true }).fill("2");
    await page.getByLabel("Unit of time", { exact: true }).selectOption({ label: "weeks" });
    for (const [label, value] of [["Each time", "7.5"], ["How often", "0-0-1"], ["For how long", "4"]]) {
      const field = page.getByLabel(label, { exact: true });
      await field.fill("");
      await field.pressSequentially(value);
    }
    await finish(page);
    const { dose, frequency, duration } = (await only(patient)).content.medicines[0];
    expect(JSON.stringify([dose, frequency, duration]), JSON.stringify([{ value: 7.5, unit: "mg" }, { pattern: "0-0-1", everyDays: 7 }, { value: 4, unit: "wk" }]), "dose, frequency and duration");
  }));

test("an empty form says what it lacks, stores nothing, and the back button leads out of it", () =>
  write("vital-signs", async (page, patient) => {
    await page.keyboard.press("Control+s");
    await page.getByText("Nothing is written yet.").first().waitFor();
    expect((await recordsOf(patient)).length, 0, "records in the chart");
  }));

test("a lost connection loses nothing: it is said, and saved when the connection is back", () =>
  write("vital-signs", async (page, patient, context) => {
    await page.getByLabel("Pulse").fill("7");
    await saved(page);
    await context.setOffline(true);
    await page.getByLabel("Pulse").fill("72");
    await page.getByText("Not saved: no connection").waitFor();
    await page.getByRole("link", { name: "Inbox" }).click();
    await page.getByRole("dialog", { name: "Not everything is saved" }).waitFor();
    await page.getByRole("button", { name: "Stay here" }).click();
    await context.setOffline(false);
    await saved(page);
    await until("the draft to be whole", async () => (await only(patient)).content.pulse === 72);
  }));

test("a session that ended in the middle is asked for again, and the text goes on", () =>
  write("clinical-note", async (page, patient, context) => {
    await page.getByLabel("Notes", { exact: true }).fill("Half a sen");
    await saved(page);
    await context.clearCookies();
    await page.getByLabel("Notes", { exact: true }).pressSequentially("tence");
    const dialog = page.getByRole("dialog", { name: "Please sign in again" });
    await dialog.getByLabel("E-mail").fill((await owner.get("/api/session")).email);
    await dialog.getByLabel("Password", { exact: true }).fill(owner.password);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "hidden" });
    await expectSoon(() => page.getByLabel("Notes", { exact: true }).inputValue(), "Half a sentence", "the text");
    await until("the draft to be whole", async () => (await only(patient)).content.freeText === "Half a sentence");
  }));

test("two tabs: the second is told, sees both versions, and decides", () =>
  write("clinical-note", async (page, patient, context) => {
    await page.getByLabel("Notes", { exact: true }).fill("First");
    await saved(page);
    const other = await context.newPage();
    await other.goto(page.url());
    await other.getByLabel("Notes", { exact: true }).fill("Second tab");
    await until("the second tab to save", async () => (await only(patient)).content.freeText === "Second tab");
    await page.getByLabel("Notes", { exact: true }).fill("First tab");
    await page.getByRole("heading", { name: "There are two versions" }).waitFor();
    await page.getByText("Second tab").waitFor();
    await page.getByRole("region", { name: "What you typed" }).getByText("First tab").waitFor();
    expect((await only(patient)).content.freeText, "Second tab", "what is stored before the choice");
    await shoot(page, "conflict");
    await page.getByRole("button", { name: "Take this one" }).click();
    await expectSoon(() => page.getByLabel("Notes", { exact: true }).inputValue(), "Second tab", "the text taken");
    await page.getByRole("button", { name: "Undo" }).click();
    await until("mine to be back", async () => (await only(patient)).content.freeText === "First tab");
    await other.getByLabel("Notes", { exact: true }).fill("Second tab again");
    await other.getByRole("button", { name: "Go on with mine" }).click();
    await until("the choice to be stored", async () => (await only(patient)).content.freeText === "Second tab again");
    await other.close();
  }));

test("two versions: also what differs beside the content is shown, and going on with mine keeps a colleague's hold", () =>
  write("clinical-note", async (page, patient) => {
    await page.getByLabel("Notes", { exact: true }).fill("First");
    await saved(page);
    const { id } = await only(patient);
    const address = `/api/patients/${patient.id}/records/${id}`;
    /** Somebody else changes the draft and holds it, and I type on. */
    const meet = async () => {
      await page.getByRole("button", { name: /^(Save|सेव करें)$/ }).waitFor();
      const { version } = await owner.get(address);
      await owner.call("PUT", address, { type: "clinical-note", status: "draft", shareBox: true, content: { freeText: `Theirs ${version}` }, hold: { reason: "Ask the family first" } }, { status: 200, headers: { "If-Match": `"${version}"` } });
      await page.getByLabel(/^(Notes|नोट)$/).fill("Mine");
      await page.getByRole("heading", { level: 2, name: /^(There are two versions|दो रूप हैं)$/ }).waitFor();
      await page.getByText("Theirs").waitFor();
    };
    await meet();
    await checkPage(page, "two versions", meet);
    expect(await page.getByText("Ask the family first").count() > 0, true, "the hold is shown");
    await page.getByRole("button", { name: "Go on with mine" }).click();
    await until("mine to be stored", async () => (await only(patient)).content.freeText === "Mine");
    await expectSoon(() => page.evaluate(() => document.activeElement.tagName), "H1", "what has the focus");
    expect((await only(patient)).hold?.reason, "Ask the family first", "their hold");
  }));

test("over a draft that somebody discarded, mine becomes a record of its own, which can be corrected like any other", () =>
  write("clinical-note", async (page, patient) => {
    await page.getByLabel("Notes", { exact: true }).fill("First");
    await saved(page);
    const { id, version } = await only(patient);
    await owner.post(`/api/patients/${patient.id}/records/${id}/entered-in-error`, { reason: "mistake" }, 200, { "If-Match": `"${version}"` });
    await page.getByLabel("Notes", { exact: true }).fill("Mine");
    await page.getByRole("button", { name: "Make mine a new record" }).click();
    await page.waitForURL((address) => !address.pathname.includes(id));
    await saved(page);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForURL(/\/records\/[0-9A-Z]{26}$/);
    await page.getByRole("link", { name: "Correct", exact: true }).click();
    await page.getByLabel("What is corrected, and why").waitFor();
  }));

test("a file is dropped with its progress, a wrong one is refused with the reason, and the record has it", () =>
  write("vital-signs", async (page, patient) => {
    await page.getByLabel("Pulse").fill("72");
    const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
    await page.route("**/*", async (route) => {
      if (route.request().method() === "POST" && (route.request().headers()["content-type"] ?? "").startsWith("multipart/")) await new Promise((go) => setTimeout(go, 600));
      await route.fallback();
    });
    const input = page.locator('input[type="file"]');
    await input.setInputFiles([{ name: "throat.png", mimeType: "image/png", buffer: png }, { name: "notes.docx", mimeType: "application/msword", buffer: Buffer.from("x") }]);
    await page.getByRole("progressbar", { name: "Sending throat.png" }).waitFor({ state: "attached" });
    await page.getByText(/This kind of file cannot be taken/).waitFor();
    await page.keyboard.press("Control+s");
    await page.getByText(/Files are still being sent/).waitFor();
    await page.getByRole("button", { name: "Remove notes.docx" }).click();
    await page.getByRole("button", { name: "throat.png", exact: true }).waitFor();
    await saved(page);
    await shoot(page, "attachments");
    await finish(page);
    expect((await only(patient)).attachments.length, 1, "files of the record");
  }));

test("a file whose sending failed is sent again as the same, one that was cancelled does not come, and one dropped twice comes once", () =>
  write("vital-signs", async (page, patient) => {
    /** Drops a picture of a name; the same each time. */
    const drop = async (name) => {
      const dataTransfer = await page.evaluateHandle((name) => {
        const bytes = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (c) => c.charCodeAt(0));
        const moved = new DataTransfer();
        moved.items.add(new File([bytes], name, { type: "image/png", lastModified: 1 }));
        return moved;
      }, name);
      await page.locator('div:has(> input[type="file"])').dispatchEvent("drop", { dataTransfer });
    };
    let mode = "lost";
    const announced = [];
    await page.route("**/*", async (route) => {
      const request = route.request();
      if (request.method() === "POST" && /\/files$/.test(request.url())) announced.push(request.headers()["idempotency-key"]);
      if (request.method() !== "POST" || !(request.headers()["content-type"] ?? "").startsWith("multipart/")) return route.fallback();
      if (mode === "lost") return route.abort();
      if (mode === "slow") return; // never answered
      return route.fallback();
    });
    await page.getByLabel("Pulse").fill("72");
    await drop("throat.png");
    await page.getByText("Not sent: no connection.").waitFor();
    mode = "fine";
    await page.getByRole("button", { name: "Send throat.png again" }).click();
    await page.getByRole("button", { name: "throat.png", exact: true }).waitFor();
    expect(new Set(announced).size, 1, "announcements of one file");
    await drop("throat.png");
    await page.getByText("throat.png is here already.").waitFor();
    mode = "slow";
    await drop("ear.png");
    await page.getByRole("button", { name: "Cancel ear.png" }).waitFor();
    await page.evaluate(() => {
      const row = [...document.querySelectorAll("li")].find((item) => item.textContent.includes("ear.png"));
      // Ctrl S in the very moment in which the row goes: no file is waited for any more.
      new MutationObserver((_, observer) => {
        if (row.isConnected) return;
        observer.disconnect();
        window.focusedThen = document.activeElement.textContent;
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "s", code: "KeyS", ctrlKey: true, bubbles: true, cancelable: true }));
      }).observe(document.body, { childList: true, subtree: true });
      row.querySelector('[aria-label="Cancel ear.png"]').click();
    });
    await page.waitForURL(/\/records\/[0-9A-Z]{26}$/);
    expect(await page.evaluate(() => window.focusedThen), "Choose files", "what has the focus once the row is gone");
    expect((await only(patient)).attachments.length, 1, "files of the record");
  }));

test("a 20 MB photo goes up, and a cancelled one leaves no trace", () =>
  write("clinical-note", async (page, patient) => {
    const jpeg = Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), Buffer.alloc(20 * 1024 * 1024, 7)]);
    await page.locator('input[type="file"]').setInputFiles([{ name: "large.jpg", mimeType: "image/jpeg", buffer: jpeg }]);
    await page.getByText(/is being checked|Refused:/).first().waitFor();
    await page.getByText(/Refused: the file is damaged/).waitFor();
    await page.getByRole("button", { name: "Remove large.jpg" }).click();
    expect(await page.getByText("large.jpg").count(), 0, "rows of the file");
  }));

test("without a verified number the box says why, and the number is verified on the spot", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await owner.post("/api/patients", { name: "Ravi Kumar", sex: "male", dateOfBirth: "1970-01-05" }, 201);
    await page.goto(`${url}/clinic/patients/${patient.id}/new/vital-signs`);
    await page.getByText("The patient has no phone number, so this cannot be shared.").waitFor();
    await expectSoon(() => page.getByLabel("Share with patient").isDisabled(), true, "the box");
    await page.getByLabel("Pulse").fill("72");
    await page.getByRole("button", { name: "Enter and verify the number" }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await expectSoon(() => page.getByLabel("Pulse").inputValue(), "72", "what was typed behind the dialog");
  }));

test("a final record is corrected with a reason, and the correction is never lost by leaving unasked", () =>
  write("vital-signs", async (page, patient) => {
    await page.getByLabel("Pulse").fill("72");
    await finish(page);
    const { id } = await only(patient);
    await page.goto(`${url}/clinic/patients/${patient.id}/records/${id}/edit`);
    await page.getByLabel("Pulse").fill("27");
    await page.getByText("Not saved yet").waitFor();
    await page.getByRole("link", { name: "Inbox" }).click();
    await page.getByRole("button", { name: "Stay here" }).click();
    await page.keyboard.press("Control+s");
    await page.getByText(/missing|Please fill this in/).first().waitFor();
    await page.getByLabel("What is corrected, and why").fill("digits the other way round");
    await shoot(page, "amend");
    await finish(page);
    const record = await only(patient);
    expect([record.status, record.version, record.content.pulse, record.reason].join(), "amended,2,27,digits the other way round", "the correction");
  }));

test("a record that is held is not shared, and one of another day says so", () =>
  write("vital-signs", async (page, patient) => {
    await page.getByLabel("Pulse").fill("72");
    await page.getByText("Hold back for now").click();
    await page.getByLabel("Do not share this yet").check();
    await page.getByLabel("Why").fill("Talk to the family first");
    await page.getByText("Another date or time").click();
    await page.getByLabel("When it was").fill("2099-03-01T10:45");
    await page.getByText("This day is in the future. Check the year.").first().waitFor();
    await page.getByLabel("When it was").fill("2026-03-01T10:45");
    await saved(page);
    await page.reload();
    await expectSoon(() => page.getByLabel("Why").inputValue(), "Talk to the family first", "the reason after a reload");
    await finish(page);
    const record = await until("the decision", async () => {
      const [found] = await recordsOf(patient);
      return found.sharing?.reason && found;
    });
    expect([record.sharing.state, record.sharing.reason, record.hold.reason, record.effectiveAt.slice(0, 10)].join(), "not-shared,held,Talk to the family first,2026-03-01", "the record");
  }));

test("a hold that lacks its reason stops the record: it is not shared without it", () =>
  write("vital-signs", async (page, patient) => {
    await page.getByLabel("Pulse").fill("72");
    await page.getByText("Hold back for now").click();
    await page.getByLabel("Do not share this yet").check();
    await saved(page);
    await page.keyboard.press("Control+s");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-invalid") === "true");
    expect(await page.evaluate(() => document.activeElement.labels[0].textContent), "Why", "the field with the focus");
    expect((await only(patient)).status, "draft", "status");
    await page.keyboard.type("Ask first");
    await finish(page);
    await until("the decision", async () => (await only(patient)).sharing?.reason === "held");
  }));

test("a time is typed key by key as well as chosen, and a year that cannot be breaks nothing", () =>
  write("vital-signs", async (page, patient) => {
    await page.getByLabel("Pulse").fill("72");
    await page.getByText("Another date or time").click();
    const field = page.getByLabel("When it was");
    await field.focus();
    await page.keyboard.type("030120261045AM");
    expect(await field.inputValue(), "2026-03-01T10:45", "the time as it was typed");
    await field.blur();
    await field.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.type("2025");
    expect(await field.inputValue(), "2025-03-01T10:45", "the time with another year");
    await saved(page);
    await until("the time to be kept", async () => (await only(patient)).effectiveAt === new Date("2025-03-01T10:45+05:30").toISOString().replace(".000", ""));
    await field.fill("20266-03-01T10:45");
    await page.keyboard.press("Control+s");
    await page.waitForFunction(() => document.activeElement?.getAttribute("type") === "datetime-local");
    expect((await only(patient)).status, "draft", "status");
  }));

test("an e-mail that was typed beside a note is saved with it", () =>
  write("clinical-note", async (page, patient) => {
    await page.getByLabel("Notes", { exact: true }).fill("x");
    await page.getByLabel("Patient’s e-mail").fill("asha.verma@gmail.com");
    await finish(page);
    expect((await owner.get(`/api/patients/${patient.id}`)).email, "asha.verma@gmail.com", "the e-mail on file");
  }));

test("what was measured and prescribed the last time is there to compare with and to begin with", () =>
  write("vital-signs", async (page, patient) => {
    const before = { consultation: { mode: "in-person", stage: "first" }, medicines: [{ generic: "METFORMIN", form: "tablet", dose: { value: 1, unit: "{tablet}" }, frequency: { pattern: "1-0-1" }, duration: { value: 30, unit: "d" } }] };
    await owner.post(`/api/patients/${patient.id}/records`, { type: "vital-signs", status: "final", shareBox: false, content: { weight: 61.5 } }, 201);
    await owner.post(`/api/patients/${patient.id}/records`, { type: "prescription", status: "final", shareBox: false, content: before }, 201);
    await page.reload();
    await page.getByText(/Last time, .*61\.5 kg/).waitFor();
    await page.goto(`${url}/clinic/patients/${patient.id}/new/prescription`);
    await page.getByRole("button", { name: /^Begin with the prescription of/ }).click();
    await expectSoon(() => page.getByLabel("Generic name").inputValue(), "METFORMIN", "the medicine");
    await finish(page);
    expect((await recordsOf(patient)).filter(({ type, status }) => type === "prescription" && status === "final").length, 2, "prescriptions");
  }));

test("a draft is discarded, and comes back by Undo", () =>
  write("vital-signs", async (page, patient) => {
    await page.getByLabel("Pulse").fill("72");
    await saved(page);
    await page.getByRole("button", { name: "Discard draft" }).click();
    await page.waitForURL(/\/chart$/);
    expect((await only(patient)).status, "entered-in-error", "status");
    await page.getByRole("button", { name: "Undo" }).click();
    await page.waitForURL(/\/edit$/);
    await expectSoon(() => page.getByLabel("Pulse").inputValue(), "72", "the pulse");
    expect((await recordsOf(patient)).map(({ status }) => status).sort().join(), "draft,entered-in-error", "the records");
  }));

test("the back button keeps the draft, and forward goes on with it", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    const patient = await newPatient(owner, outbox);
    await page.goto(`${url}/clinic/patients/${patient.id}/chart`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.evaluate((to) => history.pushState({}, "", to), `/clinic/patients/${patient.id}/new/vital-signs`);
    await page.goto(`${url}/clinic/patients/${patient.id}/new/vital-signs`);
    await page.getByLabel("Pulse").fill("64");
    await page.goBack();
    await until("the draft to be stored", async () => (await recordsOf(patient))[0]?.content.pulse === 64);
    await page.goForward();
    await page.getByLabel("Pulse").waitFor();
    await expectSoon(() => page.getByLabel("Pulse").inputValue(), "64", "the pulse");
    expect((await recordsOf(patient)).length, 1, "records in the chart");
  }));

test("a receptionist is not offered what the role may not write", async () =>
  atTheDesk(browser, url, { staff: await newReceptionist() }, async (page) => {
    const patient = await newPatient(owner, outbox);
    await page.goto(`${url}/clinic/patients/${patient.id}/new/vital-signs`);
    await page.getByText("Your role does not write this kind of record").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).count(), 0, "buttons that save");
  }));

for (const [type, wrong] of [
  ["vital-signs", (page) => page.getByLabel("Pulse").fill("500")],
  ["clinical-note", (page) => page.getByLabel("Diagnoses 1", { exact: true }).fill("Pharyngitis").then(() => page.getByLabel("Code of Diagnoses 1").fill("x"))],
  ["prescription", (page) => page.getByLabel("How often", { exact: true }).fill("often")],
  ["lab-order", async (page) => {
    await page.getByLabel("Test", { exact: true }).fill("Haemoglobin");
    await page.getByText("Result", { exact: true }).first().click();
    await page.getByText("Instructions, panel, codes").first().click();
    await page.getByLabel("LOINC code").first().fill("718-8");
  }],
  ["growth-chart", (page) => page.getByLabel("Weight").fill("900")],
]) {
  test(`the page of the form for ${type}`, () =>
    write(
      type,
      async (page) => {
        await wrong(page);
        await page.locator("[aria-invalid=true]").first().waitFor();
        await saved(page);
        await checkPage(page, type, () => page.locator("[aria-invalid=true]").first().waitFor());
      },
      { patient: { dateOfBirth: "2021-04-12", phoneIsGuardians: true } },
    ));
}

await runTests({ only: process.argv[2] });
await browser.close();
