/**
 * The main pages of both clients with a practice's life in them, on a running local cloud: what
 * screenshots.mjs photographs beside the states of the patient's page.
 */
import { readFile } from "node:fs/promises";
import { desktop, phone } from "../e2e/browser.mjs";
import { settled } from "../e2e/clinic.mjs";
import { Outbox, newPatient, newPractice, until, upload } from "../e2e/clinic-api.mjs";
import { acceptInvite } from "../e2e/patient-api.mjs";

const repository = new URL("../../", import.meta.url);
const contentOf = async (type) => JSON.parse(await readFile(new URL(`internal/clinic/testdata/contents/${type}.json`, repository), "utf8"));
const types = ["vital-signs", "clinical-note", "treatment-plan", "file", "prescription", "lab-order", "immunisation-plan", "growth-chart", "lens-prescription", "invoice", "payment"];
const people = [
  { name: "Mira Sharma", dateOfBirth: "2024-03-10", phoneIsGuardians: true, number: "A-1042" },
  { name: "Ravi Kumar", sex: "male", dateOfBirth: "1979-11-02", number: "A-1017" },
  { name: "Asha Verma", dateOfBirth: "1988-04-12", number: "A-1003" },
];

/** A practice with three patients: one with a record of each type, an account, a message and a note of her own. */
async function populate(url) {
  const outbox = new Outbox(url);
  const owner = await newPractice(url, outbox);
  const patients = [];
  for (const person of people) patients.push(await newPatient(owner, outbox, { ...person, email: `${person.name.split(" ")[0].toLowerCase()}-${Date.now()}@example.com` }));
  const [mira] = patients;
  const chart = `/api/patients/${mira.id}`;
  const report = await readFile(new URL("internal/files/media/testdata/report.pdf", repository));
  const file = await upload(owner, mira, "Blood test.pdf", "application/pdf", report);
  const records = {};
  for (const type of types) {
    const attachments = type === "file" ? { attachments: [file.id] } : {};
    records[type] = await owner.post(`${chart}/records`, { type, status: "final", shareBox: true, content: await contentOf(type), ...attachments }, 201);
  }
  const draft = await owner.post(`${chart}/records`, { type: "prescription", status: "draft", content: await contentOf("prescription") }, 201);
  await until("the patient to be told", async () => (await owner.get(`${chart}/records`)).items.every(({ status, sharing }) => status === "draft" || sharing?.state !== "deciding"));
  const { edition } = (await owner.get(`${chart}/access`)).responsibility;
  await owner.post(`${chart}/access`, { email: mira.email, edition, confirmed: true, password: owner.password }, 201);
  const account = await acceptInvite(url, outbox, await outbox.next("email", mira.email, ({ text }) => /\/portal/.test(text)), mira, "mauve kettle drives north");
  const { thread } = await account.post("/api/portal/threads", { subject: "The new syrup", text: "Mira does not like the taste of the syrup. May I mix it with juice?" }, 201);
  await account.post("/api/portal/notes", { text: "She had a little fever last night, 37.9 °C, and slept well after the medicine." }, 201);
  return { owner, account, mira, records, draft, thread };
}

/** Photographs them, each at the size that it is used at most and at the other. */
export async function shootMainPages(browser, url, folder) {
  const { owner, account, mira, records, draft, thread } = await populate(url);
  const here = `/clinic/patients/${mira.id}`;
  const clinic = {
    patients: "/clinic/patients", patient: here, chart: `${here}/chart`, record: `${here}/records/${records.prescription.id}`, write: `${here}/records/${draft.id}/edit`,
    preview: `${here}/records/${records["lab-order"].id}/preview`, trends: `${here}/trends`, messages: `${here}/messages/${thread.id}`, calls: `${here}/visits`, history: `${here}/history`,
    inbox: "/clinic/inbox", worklist: "/clinic/worklist", audit: "/clinic/audit", "share-settings": "/clinic/settings/sharing", staff: "/clinic/settings/staff", practice: "/clinic/settings/practice", account: "/clinic/settings/account",
  };
  const portal = { records: "/portal", messages: "/portal#messages", mine: "/portal#mine", seen: "/portal#seen", choices: "/portal#choices", account: "/portal#account" };
  for (const [entry, { cookies }, pages] of [["clinic", owner, clinic], ["portal", account, portal]]) {
    for (const [device, options] of Object.entries({ desktop, phone })) {
      for (const language of ["en", "hi"]) {
        const context = await browser.newContext({ ...options, deviceScaleFactor: device === "phone" ? 2 : 1 });
        await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: url.replace("http:", "https:"), secure: true, httpOnly: true })));
        await context.addInitScript((chosen) => localStorage.setItem("language", chosen), language);
        for (const [name, address] of Object.entries(pages)) {
          const page = await context.newPage();
          await page.goto(url + address);
          await page.locator("h1:not(#opening h1)").first().waitFor();
          await settled(page);
          await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== "running"));
          await page.screenshot({ path: `${folder}/${entry}-${name}-${device}-${language}.png`, fullPage: device === "phone" });
          await page.close();
        }
        await context.close();
      }
    }
  }
}
