/**
 * How patients come back, find and print what is theirs, and look after their account, in a real
 * browser at the size of a phone, on a running local cloud:
 *   CHARTSHARE_URL=http://localhost:8080 node e2e/portal-account.story.mjs [part of a test's name]
 */
import { createHmac } from "node:crypto";
import { launch, phone } from "./browser.mjs";
import { Outbox, codeIn, linkIn, newPatient, newPhone, newPractice, until } from "./clinic-api.mjs";
import { prescription, vitalSigns } from "./fixtures.mjs";
import { acceptInvite } from "./patient-api.mjs";
import { checkAxe } from "./look.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = (process.env.CHARTSHARE_URL ?? "http://localhost:8080").replace(/\/$/, "");
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);
const password = "mauve kettle drives north";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const field = (page, name) => page.getByLabel(name, { exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true }).first().waitFor();
const reads = (page, text) => page.getByText(text).first().waitFor();

async function onPhone(run) {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("console", (said) => {
    if (said.type() === "error" && !said.text().startsWith("Failed to load resource")) wrong.push(said.text());
  });
  try {
    await run(page, context);
    expect(wrong.join("\n"), "", "errors in the console");
  } finally {
    await context.close();
  }
}

const { prescriber, ...written } = prescription;

/** Writes a record that is shared, and waits for its SMS, so that no later code is taken for it. */
const write = (patient, type, content) => owner.post(`/api/patients/${patient.id}/records`, { type, status: "final", shareBox: true, content }, 201);

/** A patient with an account, who is signed in on one other device. */
async function withAccount() {
  const email = `asha-${Date.now()}@example.com`;
  const patient = await newPatient(owner, outbox, { email });
  const { edition } = (await owner.get(`/api/patients/${patient.id}/access`)).responsibility;
  await owner.post(`/api/patients/${patient.id}/access`, { email, edition, confirmed: true, password: owner.password }, 201);
  const elsewhere = await acceptInvite(url, outbox, await outbox.next("email", email), { email, phone: patient.phone }, password);
  return { patient, email, elsewhere };
}

const typeIn = async (page, email, typed = password) => {
  await field(page, "Your e-mail").fill(email);
  await field(page, "Password").fill(typed);
  await button(page, "Sign in").click();
};

/** From "Whose records?" to the chart, by the code where it is asked for. */
const openChart = (page, patient) => choosePerson(page, patient, "My records");

async function choosePerson(page, patient, then) {
  await heading(page, "Whose records?");
  await page.getByRole("button", { name: "Sunrise Clinic" }).click();
  const send = button(page, "Send me the code");
  await send.or(page.getByRole("heading", { name: then })).first().waitFor();
  if (await send.isVisible()) {
    await send.click();
    await field(page, "6-digit code").fill(codeIn(await outbox.next("sms", patient.phone, ({ body }) => /\b\d{6}\b/.test(body))));
    await button(page, "Go on").click();
  }
  await heading(page, then);
}

async function signIn(page, { email, patient }) {
  await page.goto(`${url}/portal`);
  await typeIn(page, email);
  await openChart(page, patient);
}

/** Searches, and waits until all has come. */
async function search(page) {
  await button(page, "Show").click();
  await page.locator(".menu .progress").waitFor({ state: "detached" });
}

const atAccount = async (page) => {
  await page.getByRole("navigation").getByRole("link", { name: "Account" }).click();
  await heading(page, "Account");
};

async function prove(page) {
  await heading(page, "Your password, please");
  await field(page, "Password").fill(password);
  await button(page, "Go on").click();
}

/** What an authenticator app shows now (RFC 6238): SHA-1, six digits, 30 seconds. */
function totp(secret, step = Math.floor(Date.now() / 30_000)) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("a chart that is open closes when the clinic verifies another number, and opens by the code that goes to it", async () => {
  const { patient, email } = await withAccount();
  await owner.post(`/api/patients/${patient.id}/records`, { type: "clinical-note", status: "final", content: { freeText: "Rest for three days." } }, 201);
  await onPhone(async (page) => {
    await signIn(page, { email, patient });
    const path = `/api/patients/${patient.id}`;
    const { body, etag } = await owner.call("GET", path, undefined, { status: 200 });
    const { name, sex, dateOfBirth, language } = body;
    const number = newPhone();
    await owner.call("PUT", path, { name, sex, dateOfBirth, language, email, phone: number }, { status: 200, headers: { "If-Match": etag } });
    // Half a minute lies between two codes for a patient.
    const sent = () => owner.post(`${path}/phone-codes`, {}, 202).then(() => true, ({ message }) => !message.includes("code_too_soon"));
    await until("the code to the new number", sent, { withinMilliseconds: 40_000 });
    await owner.post(`${path}/phone-verification`, { code: codeIn(await outbox.next("sms", number)) }, 200);
    await page.getByRole("article").getByRole("button").click();
    await heading(page, "These records were closed");
    expect(await page.getByText("Rest for three days.").count(), 0, "what the record says on the screen");
    await button(page, "Go on").click();
    await choosePerson(page, { phone: number }, "Asha V at Sunrise Clinic"); // and what was wanted is shown
    await reads(page, "Rest for three days.");
  });
});

test("two on one phone: the code shows letters, wrong dates lock one, and the other reads their records", async () => {
  const asha = await newPatient(owner, outbox, { name: "Asha Verma", dateOfBirth: "1988-04-12" });
  const kiran = await owner.post("/api/patients", { name: "Kiran Verma", sex: "male", dateOfBirth: "1985-01-30", phone: asha.phone, language: "en" }, 201);
  await owner.post(`/api/patients/${kiran.id}/phone-codes`, {}, 202);
  await owner.post(`/api/patients/${kiran.id}/phone-verification`, { code: codeIn(await outbox.next("sms", asha.phone)) }, 200);
  await write(asha, "vital-signs", vitalSigns);
  await write(kiran, "prescription", written);
  await onPhone(async (page) => {
    await page.goto(`${url}/portal`);
    await link(page, "Use my phone number instead").click();
    await heading(page, "Open with your phone number");
    const seen = (await outbox.messages()).filter(({ body }) => /\b\d{6}\b/.test(body ?? "")).length;
    expect(seen, 0, "codes sent before a tap");
    await field(page, "Your mobile number").fill(`0${asha.phone.slice(3, 8)} ${asha.phone.slice(8)}`);
    await button(page, "Send me the code").click();
    await heading(page, "Enter the code");
    const sms = await outbox.next("sms", asha.phone, ({ body }) => /\b\d{6}\b/.test(body) && !/https?:/.test(body));
    await page.reload(); // the phone dropped the page while the SMS was read
    await field(page, "6-digit code").fill(codeIn(sms));
    await button(page, "Go on").click();
    await heading(page, "Whose records?");
    expect(/Asha|Kiran|Sunrise/.test(await page.getByRole("main").innerText()), false, "a name before the date of birth");
    await page.getByRole("button", { name: "The name begins with K" }).click();
    for (const day of ["2001-01-01", "2001-01-02"]) {
      await field(page, "Date of birth").fill(day);
      await button(page, "Open").click();
      await reads(page, "This is not the date that the clinic has.");
      await field(page, "Date of birth").fill("");
      await button(page, "Open").click();
      await reads(page, "Please enter the whole date of birth.");
    }
    await field(page, "Date of birth").fill("2001-01-03");
    await button(page, "Open").click();
    await reads(page, "There were too many wrong dates.");
    await field(page, "Date of birth").fill("1985-01-30"); // the right one comes too late
    await button(page, "Open").click();
    await page.getByRole("main").getByText("Please wait").waitFor({ state: "detached" });
    await reads(page, "There were too many wrong dates.");
    await checkAxe(page, "a locked person");
    await button(page, "Choose another person").click();
    await page.getByRole("button", { name: "The name begins with A" }).click();
    await field(page, "Date of birth").fill("1988-04-12");
    await button(page, "Open").click();
    await heading(page, "Your records");
    await heading(page, "Measurements");
    await expectSoon(() => page.getByRole("article").count(), 1, "records of Asha alone");
    expect(await button(page, "This is not me").count(), 0, "offers that a link alone can keep");
    await page.reload();
    await heading(page, "Measurements");
    await button(page, "I have finished").click();
    await heading(page, "Your records are closed");
  });
});

test("a link's reader is told of the way back, and an unknown number learns nothing", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox);
    await write(patient, "vital-signs", vitalSigns);
    await page.goto(linkIn(await outbox.next("sms", patient.phone, ({ body }) => /\/s\?/.test(body)), url));
    await button(page, "Send me the code").click();
    await field(page, "6-digit code").fill(codeIn(await outbox.next("sms", patient.phone, ({ body }) => /\b\d{6}\b/.test(body))));
    await button(page, "Open").click();
    await heading(page, "Your records");
    await button(page, "Use my phone number").click();
    await heading(page, "Open with your phone number");
    await field(page, "Your mobile number").fill("98000 0");
    await button(page, "Send me the code").click();
    await reads(page, "This is not a mobile number.");
    await field(page, "Your mobile number").fill("98000 00000");
    await button(page, "Send me the code").click();
    await heading(page, "Enter the code");
    await field(page, "6-digit code").fill("123456");
    await button(page, "Go on").click();
    await reads(page, "That code is wrong or too old.");
  }));

test("records are found by word, kind and day, read, printed, and none is kept on the phone", () =>
  onPhone(async (page, context) => {
    const account = await withAccount();
    const { patient } = account;
    await write(patient, "prescription", written);
    await write(patient, "vital-signs", vitalSigns);
    await owner.post(`/api/patients/${patient.id}/records`, { type: "clinical-note", status: "final", content: { freeText: "Mild malaria, rest for three days." } }, 201);
    await signIn(page, account);
    await expectSoon(() => page.getByRole("article").count(), 3, "records");
    await page.getByText("Find a record").click();
    await field(page, "Words in it").fill("MALARIA");
    await search(page);
    await reads(page, "Found: 1 record");
    await expectSoon(() => page.locator("#found:focus").count(), 1, "the focus at what was found");
    expect(/malaria/i.test(page.url()), false, "a word about health in the address");
    await page.getByRole("article").getByRole("button").click();
    await reads(page, "Mild malaria");
    await button(page, "Back to my records").click();
    await reads(page, "Found: 1 record");
    await field(page, "Words in it").fill("cholera");
    await search(page);
    await heading(page, "Nothing found");
    await field(page, "Words in it").fill("");
    await field(page, "Kind").selectOption({ label: "Prescription" });
    await field(page, "Until this day").fill("2020-01-01");
    await search(page);
    await heading(page, "Nothing found");
    await field(page, "Until this day").fill("");
    await search(page);
    await reads(page, "Found: 1 record");
    await checkAxe(page, "a search");
    await page.getByRole("article").getByRole("button").click();
    await button(page, "Back to my records").waitFor();
    await page.emulateMedia({ media: "print" });
    await expectSoon(() => page.getByText("12 Lake Road").filter({ visible: true }).count(), 1, "letterheads on paper");
    expect(await page.locator("button:visible, nav:visible, .top:visible").count(), 0, "what is not of the record on paper");
    await page.emulateMedia({ media: "screen" });
    await button(page, "Back to my records").click();
    await button(page, "Show everything").click();
    await reads(page, "3 records are shown");
    await page.evaluate(() => (window.print = () => (window.printed = (window.printed ?? 0) + 1)));
    await button(page, "Print all that is listed").click();
    await heading(page, "Print");
    await page.emulateMedia({ media: "print" });
    await expectSoon(() => page.getByText("12 Lake Road").filter({ visible: true }).count(), 3, "letterheads on paper");
    await page.emulateMedia({ media: "screen" });
    await button(page, "Print or save").click();
    expect(await page.evaluate(() => window.printed), 1, "calls of the printer");
    await page.getByRole("link", { name: /Back to my records/ }).click();
    await reads(page, "3 records are shown");

    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload(); // from now on all passes through the worker
    await heading(page, "My records");
    await page.getByRole("article").first().getByRole("button").click();
    await button(page, "Back to my records").waitFor();
    const kept = await page.evaluate(async () => {
      const files = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) files.push({ address: request.url, text: await (await cache.match(request)).text() });
      }
      return files;
    });
    expect(kept.length > 5, true, "files of the page in the cache");
    expect(kept.some(({ address }) => /\/api\/|\?/.test(address)), false, "an answer or a secret in the cache");
    expect(kept.some(({ text }) => /malaria|Asha|Sunrise/i.test(text)), false, "something of a patient in the cache");
    await context.setOffline(true);
    await page.goto(`${url}/portal`);
    await reads(page, "Check your mobile data or Wi-Fi, then try again.");
    await context.setOffline(false);
    await page.getByRole("button", { name: /Try again/ }).click();
    await heading(page, "My records");
  }));

test("another password ends other sessions, another address is confirmed there, and mails tell of both", () =>
  onPhone(async (page) => {
    const account = await withAccount();
    await signIn(page, account);
    await atAccount(page);
    await link(page, "Change the password").click();
    await heading(page, "Change the password");
    await field(page, "Password until now").fill("not the password at all");
    await field(page, "New password").fill("quiet river bends twice");
    await button(page, "Save the password").click();
    await reads(page, "This is not your password.");
    await expectSoon(() => page.locator("#current:focus").count(), 1, "the cursor at the wrong password");
    await field(page, "Password until now").fill(password);
    await field(page, "New password").fill("asha verma 1988");
    await button(page, "Save the password").click();
    await page.getByRole("alert").getByText("password", { exact: false }).waitFor();
    await page.locator("#password:focus").waitFor();
    await field(page, "New password").fill("quiet river bends twice");
    await button(page, "Save the password").click();
    await reads(page, "Your new password is saved.");
    await account.elsewhere.call("GET", "/api/portal/session", undefined, { status: 401 });
    await outbox.next("email", account.email, ({ subject, text }) => /password/i.test(subject + text));

    const next = `new-${account.email}`;
    await link(page, "Change the e-mail").click();
    await field(page, "New e-mail").fill(account.email);
    await button(page, "Send the link").click();
    await heading(page, "Your password, please");
    await field(page, "Password").fill(password); // the former one
    await button(page, "Go on").click();
    await reads(page, "This is not your password.");
    await field(page, "Password").fill("quiet river bends twice");
    await button(page, "Go on").click();
    await reads(page, "This is the address that you use already.");
    await expectSoon(() => field(page, "New e-mail").inputValue(), account.email, "what was typed before the password was asked for");
    await field(page, "New e-mail").fill(`  ${next} `);
    await button(page, "Send the link").click();
    await heading(page, "Look into the new mailbox");
    await outbox.next("email", account.email, ({ to }) => !JSON.stringify(to).includes(next)); // the old address is told
    const { text } = await until("the mail to the new address", async () => (await allMail()).find(({ to, text: mailed }) => to.includes(next) && /#confirm=/.test(mailed)));
    await page.goto(/https?:\/\/\S+#confirm=[\w=-]+/.exec(text)[0]);
    await button(page, "Yes, use this address").click();
    await reads(page, "Your new address is confirmed.");
    await typeIn(page, next, "quiet river bends twice");
    await heading(page, "Whose records?");
  }));

const allMail = async () => (await (await fetch(`${url}/outbox/api/messages?after=0`)).json()).messages.filter(({ kind }) => kind === "email");

test("an app's code and a recovery code open the account, other devices are signed out, and what is removed is not asked for", () =>
  onPhone(async (page) => {
    const account = await withAccount();
    await signIn(page, account);
    await atAccount(page);
    await link(page, "Add an app with codes").click();
    await button(page, "I have the app").click();
    await prove(page);
    await heading(page, "1. Tell the app");
    const secret = await page.locator(".secret").innerText();
    expect((await link(page, "Open the app on this phone").getAttribute("href")).startsWith("otpauth://totp/"), true, "a link to the app");
    await field(page, "6-digit code of the app").fill("000000");
    await button(page, "Add the app").click();
    await reads(page, "That code is wrong or too old.");
    const first = Math.floor(Date.now() / 30_000);
    await field(page, "6-digit code of the app").fill(totp(secret, first));
    await button(page, "Add the app").click();
    await heading(page, "Your recovery codes");
    const codes = await page.locator(".codes code").allInnerTexts();
    expect(codes.length, 10, "recovery codes");
    await checkAxe(page, "recovery codes");
    await page.reload();
    await heading(page, "Account"); // they are shown once
    await reads(page, "You have 10 recovery codes left");
    await account.elsewhere.call("GET", "/api/portal/session", undefined, { status: 401 });

    await button(page, "Sign out").click();
    await typeIn(page, account.email);
    await heading(page, "One more step");
    await field(page, "6-digit code of the app").fill(totp(secret, first)); // it was used
    await button(page, "Go on").click();
    await reads(page, "That code is wrong or too old.");
    await button(page, "Use a recovery code instead").click();
    await field(page, "Recovery code").fill(codes[0].toUpperCase());
    await button(page, "Go on").click();
    await openChart(page, account.patient);
    await atAccount(page);
    await reads(page, "You have 9 recovery codes left");
    await page.getByRole("button", { name: "Remove: App with codes" }).click();
    await prove(page);
    await reads(page, "It is removed.");
    await button(page, "Sign out").click();
    await typeIn(page, account.email);
    await heading(page, "Whose records?");
  }));

test("a passkey is added and asked for, a second browser is signed out, and the account is closed", () =>
  onPhone(async (page, context) => {
    const account = await withAccount();
    const devtools = await context.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await signIn(page, account);
    await atAccount(page);
    await link(page, "Add a passkey").click();
    await field(page, "Name").fill("");
    await button(page, "Add the passkey").click();
    await reads(page, "Please give it a name.");
    await field(page, "Name").fill("Asha's phone");
    await button(page, "Add the passkey").click();
    await prove(page);
    await heading(page, "Your recovery codes");
    await button(page, "I have kept them").click();
    await reads(page, "From now on we ask for your passkey");
    await reads(page, "Passkey: Asha's phone");
    await button(page, "Sign out").click();
    await typeIn(page, account.email);
    await heading(page, "One more step");
    await button(page, "Use my passkey").click();
    await openChart(page, account.patient);

    await onPhone(async (other) => {
      await other.goto(`${url}/portal`);
      await typeIn(other, account.email);
      await heading(other, "One more step");
      await button(other, "Use a recovery code instead").waitFor();
    });
    await atAccount(page);
    await link(page, "What that means").click();
    await button(page, "Yes, close my account").click();
    await prove(page);
    await reads(page, "Your account is closed.");
    await outbox.next("email", account.email, ({ subject, text }) => /closed/i.test(subject + text));
    await typeIn(page, account.email);
    await reads(page, "The e-mail or the password is not right.");
  }));

test("a device that is not the patient's is signed out from the list, alone or with all others", () =>
  onPhone(async (page) => {
    const account = await withAccount();
    await signIn(page, account);
    await atAccount(page);
    await page.getByRole("button", { name: /^Sign out: / }).click();
    await reads(page, "That device is signed out.");
    await account.elsewhere.call("GET", "/api/portal/session", undefined, { status: 401 });
    await onPhone(async (other) => {
      await signIn(other, account);
      await page.reload();
      await heading(page, "Account");
      await button(page, "Sign out everywhere else").click();
      await reads(page, "All other devices are signed out.");
      await other.reload();
      await heading(other, "Sign in");
    });
    await page.getByRole("navigation").getByRole("link", { name: "My records" }).click();
    await heading(page, "My records");
  }));

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
}
