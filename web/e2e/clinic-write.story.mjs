/** A clinician writes records by the clinic's forms, mostly with the keyboard. */
import { launch } from "./browser.mjs";
import { atTheDesk, checkPage } from "./clinic.mjs";
import { linkTo, newPatient, newPractice, Outbox, until } from "./clinic-api.mjs";
import { expect, runTests, test } from "./runner.mjs";

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
    expect(await page.getByLabel("Body mass index (BMI)").inputValue(), "22.1 kg/m²", "the computed BMI");
    await saved(page);
    await until("the draft to be whole", async () => (await only(patient)).content.height?.value === 168);
    await shoot(page, "vital-signs");
    await page.reload();
    await page.getByLabel("Weight").waitFor();
    expect(await page.getByLabel("Weight").inputValue(), "62.5", "the weight after a reload");
    expect(await page.getByText(/seldom outside/).count(), 0, "warnings that are not due any more");
    await finish(page);
    const record = await only(patient);
    expect(record.status, "final", "status");
    expect(JSON.stringify(record.content), JSON.stringify({ temperature: { value: 37, unit: "Cel" }, pulse: 76, respiratoryRate: 18, oxygenSaturation: { value: 98 }, bloodPressure: { systolic: 118, diastolic: 76 }, weight: 62.5, height: { value: 168 } }), "content");
    const link = await linkTo(outbox, patient, url);
    await until("the SMS to be delivered", async () => ["sent", "delivered"].includes((await only(patient)).sharing?.state));
    expect(link.startsWith(url), true, "a link of ours");
  }));

test("the form of vital signs", () =>
  write("vital-signs", async (page) => {
    await page.getByLabel("Pulse").fill("500");
    await page.getByText(/a pulse is between 20 and 300/i).first().waitFor();
    await checkPage(page, "vital signs", () => page.locator("[aria-invalid=true]").waitFor());
  }));

await runTests({ only: process.argv[2] });
await browser.close();
