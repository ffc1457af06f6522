/**
 * Somebody who has never seen it, with what `make run` prints and nothing else: signs in as the demo's
 * clinician, finds a patient, writes a prescription, and reads it as the patient does, on a phone, by way
 * of the outbox. On a local cloud with its demo practice. And an owner who has just registered a
 * practice, and does not know what a prescription needs.
 */
import { readFile } from "node:fs/promises";
import { desktop, launch, phone } from "./browser.mjs";
import { atTheDesk } from "./clinic.mjs";
import { newPatient, newPractice, Outbox } from "./clinic-api.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = (process.env.CHARTSHARE_URL ?? "http://localhost:8080").replace(/\/$/, "");
const browser = await launch();
const hindi = JSON.parse(await readFile(new URL("../locales/hi.json", import.meta.url), "utf8"));
const password = "marigold ferry lantern";

test("from signing in to a prescription that is read on the phone, in the patient's language", async () => {
  const clinic = await (await browser.newContext(desktop)).newPage();
  const patient = await (await browser.newContext(phone)).newPage();
  try {
    await clinic.goto(`${url}/clinic`);
    await clinic.getByLabel("E-mail").fill("clinician@sunrise.example");
    await clinic.getByLabel("Password", { exact: true }).fill(password);
    await clinic.keyboard.press("Enter");

    await clinic.getByRole("heading", { name: "Patients", level: 1 }).waitFor();
    await clinic.getByLabel("Find a patient", { exact: true }).fill("asha");
    await clinic.getByRole("link", { name: /^Asha Verma/ }).waitFor();
    await clinic.keyboard.press("ArrowDown");
    await clinic.keyboard.press("Enter");
    await clinic.getByRole("heading", { level: 1, name: "Chart" }).waitFor();

    await clinic.getByRole("button", { name: "New record" }).first().click();
    await clinic.getByRole("menuitem", { name: "Prescription", exact: true }).click();
    await clinic.getByLabel("Generic name").fill("PARACETAMOL");
    await clinic.getByLabel("Strength").fill("650 mg");
    await clinic.getByLabel("Each time").fill("1");
    await clinic.getByLabel("How often", { exact: true }).fill("1-0-1");
    await clinic.getByLabel("For how long").fill("5");
    await clinic.getByRole("button", { name: "Save", exact: true }).click();
    await clinic.waitForURL(/\/records\/[0-9A-Z]{26}$/);
    await clinic.getByText("Delivered").first().waitFor();

    await patient.goto(`${url}/outbox`);
    const link = patient.getByRole("article").getByRole("link", { name: /\/s\?/ }).first();
    await link.waitFor();
    await patient.goto(await link.getAttribute("href"));
    await patient.getByRole("button", { name: hindi["link.send"] }).click();
    await patient.getByLabel(hindi["code.label"]).waitFor();
    const code = await readCode();
    await patient.getByLabel(hindi["code.label"]).fill(code);
    await patient.getByRole("button", { name: hindi["code.open"] }).click();
    await patient.getByText(/paracetamol/i).first().waitFor();
    await expectSoon(() => patient.locator("html").getAttribute("lang"), "hi", "the patient's language");
    await clinic.getByText("Opened").first().waitFor();
  } finally {
    await Promise.all(browser.contexts().map((context) => context.close()));
  }
});

test("who may not prescribe yet is told before writing, is led to where it is changed, and finds the draft again", async () => {
  const outbox = new Outbox(url);
  const owner = await newPractice(url, outbox);
  const [self] = (await owner.get("/api/staff")).items;
  await owner.call("PUT", `/api/staff/${self.id}`, { name: self.name, role: "owner", disabled: false }, { status: 200, headers: { "If-Match": `"${self.version}"` } });
  const patient = await newPatient(owner, outbox);
  await atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.goto(`${url}/clinic/patients/${patient.id}/new/prescription`);
    const note = page.getByText("You cannot save a prescription yet");
    await note.waitFor();
    await page.getByLabel("Generic name").fill("PARACETAMOL");
    await page.getByLabel("How often", { exact: true }).fill("1-0-1");
    await page.getByLabel("For how long").fill("5");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Kept as a draft").or(page.getByRole("button", { name: "Keep as a draft" })).waitFor();
    expect(await note.count(), 1, "notes that say so");
    await page.getByRole("link", { name: "Enter them under Staff" }).click();

    await page.getByText("Cannot prescribe yet").waitFor();
    await page.getByRole("button", { name: /^Change/ }).click();
    await page.getByLabel("Qualifications").fill("MBBS");
    await page.getByLabel("Registration number").fill("KMC 00001");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Reg. no. KMC 00001").waitFor();
    await expectSoon(() => page.getByText("Cannot prescribe yet").count(), 0, "remarks in the list");

    await page.goto(`${url}/clinic/patients/${patient.id}/chart`);
    await page.getByRole("link", { name: "Prescription" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForURL(/\/records\/[0-9A-Z]{26}$/);
    await page.getByText("Delivered").first().waitFor();
  });
});

/** The code in the newest SMS, as it stands on the outbox's page. */
async function readCode() {
  const outbox = await (await browser.newContext(desktop)).newPage();
  await outbox.goto(`${url}/outbox`);
  const sms = outbox.locator("article .bubble").filter({ hasText: /^\s*\d{6}\b/ }).first();
  await sms.waitFor();
  return /\b\d{6}\b/.exec(await sms.innerText())[0];
}

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
}
