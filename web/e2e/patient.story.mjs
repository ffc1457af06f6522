/**
 * From the clinic's "save" to the patient's screen, on a running local cloud:
 *   CHARTSHARE_URL=http://localhost:8080 node e2e/patient.story.mjs [part of a test's name]
 *
 * A run asks for about fifteen codes, and one address may ask for thirty an hour: start with a fresh
 * data directory ("local up -data …") to run it more often.
 */
import { launch, phone } from "./browser.mjs";
import { Outbox, codeIn, linkTo, newPatient, newPhone, newPractice, until } from "./clinic-api.mjs";
import { prescription, vitalSigns } from "./fixtures.mjs";
import { checkAxe } from "./look.mjs";
import { expect, runTests, test } from "./runner.mjs";

const url = (process.env.CHARTSHARE_URL ?? "http://localhost:8080").replace(/\/$/, "");
const browser = await launch();
const outbox = new Outbox(url);
let owner;

async function onPhone(run) {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  try {
    await run(page, context);
  } finally {
    await context.close();
  }
}

const button = (page, name) => page.getByRole("button", { name });

/** The prescription as a clinician sends it; the server adds who signed. */
const written = () => {
  const { prescriber, ...content } = prescription;
  return content;
};

async function share(patient, type = "prescription", content = written()) {
  await owner.post(`/api/patients/${patient.id}/records`, { type, status: "final", shareBox: true, content }, 201);
  return linkTo(outbox, patient, url);
}

async function open(page, link, patient) {
  await page.goto(link);
  await button(page, "Send me the code").click();
  await page.getByLabel("6-digit code").fill(codeIn(await outbox.next("sms", patient.phone)));
  await button(page, "Open").click();
  await page.getByRole("heading", { name: "Your records" }).waitFor();
}

test("a practice registers, its owner chooses a password and signs in", async () => {
  owner = await newPractice(url, outbox);
});

test("a saved prescription reaches the patient's phone, and the code opens it", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox);
    const link = await share(patient);
    await page.goto(link);
    await page.getByText("Asha V").first().waitFor();
    expect(new URL(page.url()).search, "", "what is left of the secret in the address bar");
    await button(page, "Send me the code").click();
    await page.getByLabel("6-digit code").fill(codeIn(await outbox.next("sms", patient.phone)));
    await button(page, "Open").click();
    await page.getByRole("heading", { name: "Prescription" }).waitFor();
    await page.getByText("Azimed 500 mg").waitFor();
    await page.getByText("before food").first().waitFor();
    await checkAxe(page, "the records");
    await page.reload();
    await page.getByText("Azimed 500 mg").waitFor();
    await button(page, "I have finished").click();
    await page.getByRole("heading", { name: "Your records are closed" }).waitFor();
    await page.reload();
    await button(page, "Send me the code").waitFor();
    const { items } = await owner.get(`/api/patients/${patient.id}/records`);
    expect(items[0].sharing.state, "opened", "the state that the clinic sees");
  }));

test("a wrong code opens nothing and says so; the right one still works", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox);
    await page.goto(await share(patient, "vital-signs", vitalSigns));
    await button(page, "Send me the code").click();
    const code = codeIn(await outbox.next("sms", patient.phone));
    await page.getByLabel("6-digit code").fill(code === "000000" ? "000001" : "000000");
    await button(page, "Open").click();
    await page.getByText("That code is wrong").waitFor();
    await page.getByLabel("6-digit code").fill(code);
    await button(page, "Open").click();
    await page.getByRole("heading", { name: "Measurements" }).waitFor();
  }));

test("ten wrong codes lock the link, and the page says whom to call (waits 30 s for a second code)", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox);
    await page.goto(await share(patient, "vital-signs", vitalSigns));
    await button(page, "Send me the code").click();
    const locked = page.getByRole("heading", { name: "This link is locked" });
    for (const round of [1, 2]) {
      const code = codeIn(await outbox.next("sms", patient.phone));
      const wrong = code === "000000" ? "000001" : "000000";
      for (let guess = 1; guess <= 5 && !(await locked.isVisible()); guess++) {
        await page.getByLabel("6-digit code").fill(wrong);
        const answered = page.waitForResponse(/verify$/);
        await button(page, "Open").click();
        await answered;
        await page.getByText("That code is wrong").or(locked).first().waitFor();
      }
      if (round === 1) await button(page, "Send a new code").click({ timeout: 40_000 });
    }
    await locked.waitFor();
    await page.getByRole("link", { name: "Call Sunrise Clinic" }).waitFor();
  }));

test("the code of one phone opens nothing in another's browser", async () => {
  const patient = await newPatient(owner, outbox);
  const link = await share(patient);
  let code;
  await onPhone(async (page) => {
    await page.goto(link);
    await button(page, "Send me the code").click();
    await page.getByLabel("6-digit code").waitFor();
    code = codeIn(await outbox.next("sms", patient.phone));
    await onPhone(async (other) => {
      await other.goto(link);
      const status = await other.evaluate(async ([token, code]) => {
        const response = await fetch("/api/share-links/verify", {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-Requested-By": "chartshare" },
          body: JSON.stringify({ token, code }),
        });
        return response.status;
      }, [new URL(link).search.slice(1), code]);
      expect(status >= 400, true, "refused in the other browser");
    });
  });
});

test("a patient who reads Hindi gets the SMS and the page in Hindi", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox, { language: "hi" });
    await page.goto(await share(patient));
    await button(page, "मुझे कोड भेजें").click();
    await page.getByLabel("6 अंकों का कोड").fill(codeIn(await outbox.next("sms", patient.phone)));
    await button(page, "खोलें").click();
    await page.getByRole("heading", { name: "दवा का पर्चा" }).waitFor();
  }));

test("messages are stopped with one tap and a confirmation, and started again there", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox);
    await open(page, await share(patient), patient);
    await button(page, "Stop messages").click();
    await button(page, "Yes, stop").click();
    await button(page, "Get messages again").waitFor();
    expect((await owner.get(`/api/patients/${patient.id}`)).optedOut, true, "optedOut");
    await button(page, "Get messages again").click();
    await page.getByText("You get messages again").waitFor();
    expect((await owner.get(`/api/patients/${patient.id}`)).optedOut, false, "optedOut");
  }));

test("'this is not me' closes the link and un-verifies the number", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox);
    const link = await share(patient);
    await page.goto(link);
    await button(page, "This is not me").click();
    await button(page, "Yes, this is not me").click();
    await page.getByRole("heading", { name: "Thank you for telling us" }).waitFor();
    expect((await owner.get(`/api/patients/${patient.id}`)).phoneStatus, "not-theirs", "phoneStatus");
    await page.goto(link);
    await page.getByRole("heading", { name: /The clinic has taken this back|We do not know this link/ }).waitFor();
    expect(await button(page, "Send me the code").count(), 0, "buttons that send a code");
  }));

test("a new number ends the link to the old one", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox);
    const link = await share(patient);
    const path = `/api/patients/${patient.id}`;
    const { body, etag } = await owner.call("GET", path, undefined, { status: 200 });
    const { name, sex, dateOfBirth, language } = body;
    await owner.call("PUT", path, { name, sex, dateOfBirth, language, phone: newPhone() }, { status: 200, headers: { "If-Match": etag } });
    await page.goto(link);
    await page.getByRole("heading", { name: /The clinic has taken this back|We do not know this link/ }).waitFor();
  }));

test("a link that was cut off says so", () =>
  onPhone(async (page) => {
    await page.goto(`${url}/s?abc`);
    await page.getByRole("heading", { name: "We do not know this link" }).waitFor();
    await page.goto(`${url}/s?${"A".repeat(30)}`);
    await page.getByRole("heading", { name: "We do not know this link" }).waitFor();
  }));

test("no answer that carries a record may be kept by anybody on the way", () =>
  onPhone(async (page) => {
    const patient = await newPatient(owner, outbox);
    const answers = [];
    page.on("response", (response) => {
      if (response.url().includes("/api/")) answers.push(response.headers()["cache-control"] ?? "");
    });
    await open(page, await share(patient), patient);
    expect(answers.every((value) => value.includes("no-store")), true, `no-store on all of ${answers.join(" | ")}`);
  }));

test("the outbox shows what was sent", () =>
  onPhone(async (page) => {
    await page.goto(`${url}/outbox`);
    await page.getByRole("article", { name: /^SMS to/ }).first().waitFor();
    await checkAxe(page, "the outbox");
  }));

try {
  await until(`the local cloud at ${url}`, () => fetch(url).then((r) => r.ok, () => false), { withinMilliseconds: 30_000 });
  const only = process.argv[2];
  if (only) owner = await newPractice(url, outbox);
  await runTests({ only });
} finally {
  await browser.close();
}
