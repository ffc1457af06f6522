/**
 * A patient's way into the portal, from the mail of the invite to the list of records, in a real
 * browser on a running local cloud:
 *   CHARTSHARE_URL=http://localhost:8080 node e2e/portal.story.mjs [part of a test's name]
 */
import { launch, phone } from "./browser.mjs";
import { Outbox, codeIn, newPatient, newPractice } from "./clinic-api.mjs";
import { temporaryPassword } from "./patient-api.mjs";
import { checkAxe } from "./look.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = (process.env.CHARTSHARE_URL ?? "http://localhost:8080").replace(/\/$/, "");
const browser = await launch();
const outbox = new Outbox(url);

const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true }).first().waitFor();

test("an invited patient opens the mail's link, chooses a password, proves the phone, and reads a record", async () => {
  const owner = await newPractice(url, outbox);
  const email = `asha-${Date.now()}@example.com`;
  const patient = await newPatient(owner, outbox, { email });
  const chart = `/api/patients/${patient.id}`;
  await owner.post(`${chart}/records`, { type: "clinical-note", status: "final", content: { freeText: "Rest for three days." } }, 201);
  const { edition } = (await owner.get(`${chart}/access`)).responsibility;
  await owner.post(`${chart}/access`, { email, edition, confirmed: true, password: owner.password }, 201);
  const invite = await outbox.next("email", email);
  const [link] = /https?:\/\/\S+\/portal(?=\s|$|\.)/.exec(invite.text) ?? [];
  expect(link, `${url}/portal`, "the link in the mail");

  const context = await browser.newContext(phone);
  try {
    const page = await context.newPage();
    await page.goto(link);
    await page.getByLabel("Your e-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(temporaryPassword(invite));
    await button(page, "Sign in").click();
    await heading(page, "Choose your own password");
    await page.getByLabel("New password").fill("too short");
    await button(page, "Save the password").click();
    await page.getByText("The password needs at least 15 characters.").waitFor();
    await page.getByLabel("New password").fill("mauve kettle drives north");
    await button(page, "Save the password").click();

    await heading(page, "Whose records?");
    await page.getByRole("button", { name: "Sunrise Clinic" }).click();
    await button(page, "Send me the code").click();
    await page.getByLabel("6-digit code").fill(codeIn(await outbox.next("sms", patient.phone, ({ body }) => /\b\d{6}\b/.test(body))));
    await button(page, "Go on").click();

    await heading(page, "My records");
    await expectSoon(() => page.getByRole("article").count(), 1, "records in the list");
    await button(page, "Sign out").waitFor();
    await checkAxe(page, "my records");
    await page.getByRole("article").getByRole("button").click();
    await page.getByText("Rest for three days.").waitFor();
    await button(page, "Back to my records").click();
    await button(page, "Sign out").click();
    await page.getByText("You are signed out.").waitFor();
    await page.reload();
    await heading(page, "Sign in");
  } finally {
    await context.close();
  }
});

test("the mail in Hindi leads to a page in Hindi, on a phone that is set to English", async () => {
  const owner = await newPractice(url, outbox);
  const email = `kamala-${Date.now()}@example.com`;
  const patient = await newPatient(owner, outbox, { name: "Kamala Devi", language: "hi", email });
  const { edition } = (await owner.get(`/api/patients/${patient.id}/access`)).responsibility;
  await owner.post(`/api/patients/${patient.id}/access`, { email, edition, confirmed: true, password: owner.password }, 201);
  const [link] = /https?:\/\/\S+/.exec((await outbox.next("email", email)).text);

  const context = await browser.newContext(phone);
  try {
    const page = await context.newPage();
    await page.goto(link);
    await heading(page, "साइन इन करें");
    await button(page, "English").click();
    await heading(page, "Sign in");
    await page.reload();
    await heading(page, "Sign in"); // what was chosen on the phone wins
  } finally {
    await context.close();
  }
});

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
}
