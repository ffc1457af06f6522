/**
 * A patient's part in the own chart, in English and in Hindi, on a phone: messages with the clinic,
 * own notes and files, who saw the record, consent. On a running local cloud:
 *   CHARTSHARE_URL=http://localhost:8080 node e2e/portal-part.story.mjs [part of a test's name]
 */
import { readFileSync } from "node:fs";
import { launch, phone } from "./browser.mjs";
import { Outbox, newPatient, newPractice, until } from "./clinic-api.mjs";
import { acceptInvite } from "./patient-api.mjs";
import { checkAxe } from "./look.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = (process.env.CHARTSHARE_URL ?? "http://localhost:8080").replace(/\/$/, "");
const browser = await launch();
const outbox = new Outbox(url);
const password = "mauve kettle drives north";

/** The page's own texts, for one language: what stands on the screen is what is looked for. */
const textsOf = (language) => {
  const texts = JSON.parse(readFileSync(new URL(`../locales/${language}.json`, import.meta.url), "utf8"));
  return (key, values = {}) => {
    if (!texts[key]) throw new Error(`no text ${key}`);
    const [one, many = one] = texts[key].split("|");
    return (values.n > 1 ? many : one).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  };
};

/** Words that a patient or a doctor writes in these stories: none of them may stay on the phone. */
const secrets = { subject: "Giddy canary", question: "canary: may I stop the tablets?", answer: "canary: not before Friday.", note: "canary: my knee is swollen." };

let owner;

/** A practice that takes messages, and a patient with an account and an open chart. */
async function household(language) {
  owner = await newPractice(url, outbox);
  await owner.call("PUT", "/api/messaging", { open: true, replyHours: 48 }, { status: 200, headers: { "If-Match": '"1"' } });
  const email = `asha-${language}-${Date.now()}@example.com`;
  const patient = await newPatient(owner, outbox, { email, language });
  const chart = `/api/patients/${patient.id}`;
  await owner.post(`${chart}/records`, { type: "clinical-note", status: "final", content: { freeText: "Rest for three days." } }, 201);
  const { edition } = (await owner.get(`${chart}/access`)).responsibility;
  await owner.post(`${chart}/access`, { email, edition, confirmed: true, password: owner.password }, 201);
  const account = await acceptInvite(url, outbox, await outbox.next("email", email, ({ text }) => /\/portal(?=\s|$|\.|\?)/.test(text)), patient, password);
  return { patient, chart, email, account };
}

const homes = {};
const homeOf = async (language) => (homes[language] ??= await household(language));

/** A phone in a language, signed in to the chart unless it is said otherwise; fails on errors in its console. */
async function onPhone(language, { signedIn = true } = {}, run) {
  const home = await homeOf(language);
  const context = await browser.newContext({ ...phone, locale: language === "hi" ? "hi-IN" : "en-IN" });
  if (signedIn) await context.addCookies([...home.account.cookies].map(([name, value]) => ({ name, value, domain: new URL(url).hostname, path: "/", secure: true, httpOnly: true, sameSite: "Lax" })));
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("console", (said) => {
    if (said.type() === "error" && !said.text().startsWith("Failed to load resource")) wrong.push(said.text());
  });
  const t = textsOf(language);
  const tell = { t, page, context, home, button: (key, values) => page.getByRole("button", { name: t(key, values), exact: true }), link: (key) => page.getByRole("link", { name: t(key), exact: true }), heading: (name) => page.getByRole("heading", { name, exact: true }).first().waitFor() };
  try {
    await run(tell);
    expect(wrong.join("\n"), "", "errors in the console");
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(/canary|tablet|knee|Rao|Verma|Asha/i.test(kept), false, `whether the phone keeps anything of health or persons: ${kept}`);
    expect(/canary|@/i.test(page.url()), false, `whether the address tells anything: ${page.url()}`);
  } catch (error) {
    const said = await page.locator("body").innerText({ timeout: 1000 }).catch(() => "");
    error.stack += `\nerrors in the console: ${wrong.join("\n")}\nat ${page.url()}\n${said.slice(0, 1200)}`;
    throw error;
  } finally {
    await context.close();
  }
}

const goTo = async ({ page, t, heading }, name) => {
  await page.getByRole("navigation").getByRole("link", { name: t(`chart.menu.${name}`) }).click();
  await heading(t(name === "seen" ? "history.title" : `chart.menu.${name}`));
};

/**
 * Chooses a file that is made in the page, for its bytes need not come through the browser's debugging
 * port: a photo as large as those of phones, or as many zeros. Returns how many bytes it has.
 */
const chooseLarge = (page, name, zeros) =>
  page.evaluate(
    async ([called, bytes]) => {
      const side = 2600;
      const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
      const context = canvas.getContext("2d");
      const pixels = context.createImageData(side, side);
      for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = i % 4 === 3 ? 255 : Math.random() * 256; // cannot be made smaller
      context.putImageData(pixels, 0, 0);
      const blob = bytes ? new Blob([new Uint8Array(bytes)]) : await new Promise((done) => canvas.toBlob(done, "image/jpeg", 1));
      const chosen = new DataTransfer();
      chosen.items.add(new File([blob], called, { type: "image/jpeg" }));
      const input = document.querySelector("#pick");
      input.files = chosen.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      return blob.size;
    },
    [name, zeros],
  );

const photo = readFileSync(new URL("../public/icon-192.png", import.meta.url));

for (const language of ["en", "hi"]) {
  test(`a message goes to a doctor with a photo, and the answer is found by the SMS (${language})`, () =>
    onPhone(language, {}, async (tell) => {
      const { page, t, button, link, heading, home } = tell;
      await page.goto(`${url}/portal`);
      await heading(t("chart.title"));
      await goTo(tell, "messages");
      await link("talk.new").click();
      await heading(t("talk.new"));
      await page.getByText(t("talk.emergency")).waitFor();
      await page.getByRole("link", { name: "112" }).waitFor();
      await page.getByText(t("talk.promiseDays", { n: 2 })).waitFor();
      await button("talk.send").click();
      await page.getByText(t("talk.error.noSubject")).waitFor();
      await page.getByLabel(t("talk.to"), { exact: true }).selectOption("Dr Kavya Rao");
      await page.getByLabel(t("talk.subject")).fill(secrets.subject);
      await page.getByLabel(t("talk.text"), { exact: true }).fill(secrets.question);
      await page.getByLabel(t("attach.choose")).setInputFiles({ name: "tablets.png", mimeType: "image/png", buffer: photo });
      await page.getByText(t("attach.ready"), { exact: true }).waitFor();
      // A second tap while it is under way sends nothing more.
      await page.evaluate(() => document.querySelectorAll("form button.main").forEach((send) => (send.click(), send.click())));
      await heading(secrets.subject);
      await page.getByText(secrets.question).waitFor();
      await page.getByText(t("talk.notRead")).waitFor();

      const threads = `${home.chart}/threads`;
      const { items } = await owner.get(threads);
      expect(items.length, 1, "threads after two taps");
      const path = `${threads}/${items[0].id}`;
      const { messages } = await owner.get(path);
      expect(messages.map(({ text }) => text).join(), secrets.question, "what the clinic reads");
      expect(messages[0].attachments.map(({ name }) => name).join(), "tablets.png", "what is attached");
      await owner.post(`${path}/messages`, { text: secrets.answer }, 201);
      // It comes by itself to who looks at the page again, and is told.
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      await page.getByRole("status").filter({ hasText: t("talk.came", { name: "Dr Kavya Rao", at: "" }).slice(0, 12) }).waitFor();
      await page.getByText(secrets.answer).waitFor();
      await button("talk.look").click();
      await page.getByText(t("talk.readBy", { name: "Dr Kavya Rao", at: "" }).slice(0, 15)).first().waitFor();
      await checkAxe(page, "a thread");
      await owner.post(`${path}/messages`, { text: `${secrets.answer} Come tomorrow.` }, 201);
    }));

  test(`a page that shows another chart than the one that is open is refused, through the front door (${language})`, () =>
    onPhone(language, {}, async ({ page, heading, t }) => {
      await page.goto(`${url}/portal`);
      await heading(t("chart.title"));
      const asked = await page.evaluate(() => fetch("/api/portal/records", { headers: { "X-Chart": "01HZZZZZZZZZZZZZZZZZZZZZZZ" } }).then((answer) => answer.json()));
      expect(asked.type, "/problems/another_chart", "what is answered");
    }));

  test(`the SMS of a message leads to sign-in, and from there to what is new (${language})`, () =>
    onPhone(language, { signedIn: false }, async (tell) => {
      const { page, t, button, heading, home } = tell;
      const sms = await outbox.next("sms", home.patient.phone, ({ body }) => /\/portal/.test(body));
      expect(/canary|tablet|giddy/i.test(sms.body), false, "whether the SMS tells what it is about");
      const [, path] = /https?:\/\/[^/\s]+(\/portal)\b/.exec(sms.body) ?? [];
      await page.goto(url + path);
      await page.getByLabel(t("portal.email")).fill(home.email);
      await page.getByLabel(t("portal.password"), { exact: true }).fill(password);
      await button("portal.signIn.send").click();
      await page.getByRole("button", { name: "Sunrise Clinic" }).click();
      await heading(t("chart.title"));
      await page.getByRole("link", { name: t("chart.newMessages") }).click();
      await heading(t("chart.menu.messages"));
      await page.getByRole("link", { name: secrets.subject }).getByText(t("talk.unread", { n: 1 })).waitFor();
      await page.getByRole("link", { name: secrets.subject }).click();
      await page.getByText("Come tomorrow.").waitFor();
      await page.getByRole("navigation").getByText(t("chart.unreadMessages")).waitFor({ state: "detached" });
      await page.reload();
      await heading(secrets.subject); // the address keeps the place
      await page.goBack();
      await heading(t("chart.menu.messages"));
      expect(await page.getByRole("link", { name: secrets.subject }).getByText(t("talk.unread", { n: 1 })).count(), 0, "what is marked as new after reading");
    }));

  test(`a conversation is ended and goes on, and what the clinic has closed meanwhile is said in words (${language})`, () =>
    onPhone(language, {}, async (tell) => {
      const { page, t, button, heading, home } = tell;
      await page.goto(`${url}/portal#messages`);
      await page.getByRole("link", { name: secrets.subject }).click();
      await heading(secrets.subject);
      await button("talk.close").click();
      await button("talk.close.no").click();
      await button("talk.close").click();
      await button("talk.close.yes").click();
      await page.getByText(t("talk.closedNow")).waitFor();
      const field = page.getByLabel(t("talk.text"), { exact: true });
      // Without a connection nothing typed is lost, and the same message is sent once.
      await page.context().setOffline(true);
      await field.fill("canary: thank you.");
      await button("talk.send").click();
      await page.getByText(t("talk.error.offline")).waitFor();
      await expectSoon(() => field.inputValue(), "canary: thank you.", "what is in the field");
      await page.context().setOffline(false);
      await button("talk.send").click();
      await page.getByText(t("talk.sent")).waitFor();
      await expectSoon(() => field.inputValue(), "", "what is in the field once it is sent");
      const { items } = await owner.get(`${home.chart}/threads`);
      expect(items[0].closedAt, undefined, "whether it is still ended");

      // Half a message survives another screen, and the clinic that closes meanwhile.
      await field.fill("canary: one more thing");
      await goTo(tell, "records");
      await page.goBack();
      await heading(secrets.subject);
      await expectSoon(() => page.getByLabel(t("talk.text"), { exact: true }).inputValue(), "canary: one more thing", "what was half written");
      const { version } = await owner.get("/api/messaging");
      const change = (open, v) => owner.call("PUT", "/api/messaging", { open, replyHours: 48 }, { status: 200, headers: { "If-Match": `"${v}"` } });
      await change(false, version);
      await button("talk.send").click();
      await page.getByText(t("talk.error.messaging_closed")).waitFor();
      await expectSoon(() => page.getByLabel(t("talk.text"), { exact: true }).inputValue(), "canary: one more thing", "what was refused");
      await goTo(tell, "messages");
      await page.getByText(t("talk.closed")).waitFor();
      expect(await page.getByRole("link", { name: t("talk.new") }).count(), 0, "ways to write to a clinic that takes no messages");
      await change(true, version + 1);
    }));

  test(`a note with a photo is read by a doctor, and who read it is told; another is taken back (${language})`, () =>
    onPhone(language, {}, async (tell) => {
      const { page, t, button, link, heading, home } = tell;
      await page.goto(`${url}/portal#mine`);
      await heading(t("chart.menu.mine"));
      await page.getByText(t("mine.none").slice(0, 20)).waitFor();
      await link("mine.note").click();
      await button("mine.save").click();
      await page.getByText(t("mine.error.noText")).waitFor();
      await page.getByLabel(t("mine.noteLabel")).fill(secrets.note);
      await page.getByLabel(t("attach.camera")).setInputFiles({ name: "IMG_1", mimeType: "image/png", buffer: photo });
      await page.getByText(t("attach.ready"), { exact: true }).waitFor();
      await button("mine.save").click();
      await page.getByText(t("mine.added")).waitFor();
      await page.getByText(t("chart.unread")).waitFor();

      const { items } = await owner.get(`${home.chart}/records`);
      const note = items.find(({ origin }) => origin === "patient");
      await owner.post(`${home.chart}/records/${note.id}/reading`, undefined, 200);
      // What was read meanwhile cannot be taken back.
      await page.getByRole("button", { name: new RegExp(`^${t("mine.takeBack")}`) }).click();
      await button("mine.yes").click();
      await page.getByText(t("mine.error.read_already")).waitFor();
      await page.getByText(t("chart.readBy", { name: "Dr Kavya Rao", date: "" }).trim().slice(0, 15)).waitFor();
      expect(await page.getByRole("button", { name: new RegExp(`^${t("mine.takeBack")}`) }).count(), 0, "ways to take back what was read");
      await page.getByRole("article").getByRole("button").first().click();
      await page.getByText(secrets.note).waitFor();
      await page.getByText("IMG_1.png").waitFor();
      await button("chart.backToMine").click();
      await heading(t("chart.menu.mine"));

      await link("mine.note").click();
      await page.getByLabel(t("mine.noteLabel")).fill("canary: forget this");
      await button("mine.save").click();
      await page.getByText(t("mine.added")).waitFor();
      await page.getByRole("button", { name: new RegExp(`^${t("mine.takeBack")}`) }).click();
      await button("mine.keep").click();
      await page.getByRole("button", { name: new RegExp(`^${t("mine.takeBack")}`) }).click();
      await button("mine.yes").click();
      await page.getByText(t("mine.takenBack")).waitFor();
      await checkAxe(page, "own notes");
      const { items: left } = await owner.get(`${home.chart}/records`);
      expect(left.some(({ origin, status }) => origin === "patient" && status === "final"), true, "whether the note that was read is still there");
      expect(left.filter(({ origin, status }) => origin === "patient" && status === "final").length, 1, "own notes that are in force");
    }));

  test(`a large photo is added under a title; what a chart does not take is refused in words (${language})`, () =>
    onPhone(language, {}, async (tell) => {
      const { page, t, button, heading, home } = tell;
      await page.goto(`${url}/portal#mine/files`);
      await heading(t("mine.files"));
      await button("mine.save").click();
      await page.getByText(t("mine.error.noFiles")).waitFor();
      const pick = page.getByLabel(t("attach.choose"));
      await pick.setInputFiles({ name: "letter.docx", mimeType: "application/msword", buffer: Buffer.from("x") });
      await page.getByText(t("attach.why.wrong_type")).waitFor();
      await button("mine.save").click();
      await page.getByText(t("attach.error.failed")).waitFor();
      await page.getByRole("button", { name: t("attach.removeNamed", { name: "letter.docx" }) }).click();
      await chooseLarge(page, "film.jpg", 26 * 1024 * 1024);
      await page.getByText(t("attach.why.too_large")).waitFor();
      await page.getByRole("button", { name: t("attach.removeNamed", { name: "film.jpg" }) }).click();
      const bytes = await chooseLarge(page, "scan.jpg");
      expect(bytes > 19e6 && bytes < 25 * 1024 * 1024, true, `whether ${bytes} bytes are about 20 MB`);
      await page.getByText(t("attach.ready"), { exact: true }).waitFor({ timeout: 60_000 });
      await button("mine.save").click();
      await page.getByText(t("mine.error.noTitle")).waitFor();
      await page.getByLabel(t("mine.title")).fill("canary scan");
      await page.getByLabel(t("mine.category")).selectOption({ label: t("mine.category.imaging") });
      await page.getByLabel(t("mine.day")).fill("2019-05-04");
      await button("mine.save").click();
      await page.getByText(t("mine.added")).waitFor();
      const { items } = await owner.get(`${home.chart}/records`);
      const file = items.find(({ type, origin }) => type === "file" && origin === "patient");
      expect([file.content.title, file.content.category, file.content.takenAt].join(), "canary scan,imaging,2019-05-04", "what the clinic has");
    }));

  test(`the history says who read, and consent is withdrawn and given again by one tap each (${language})`, () =>
    onPhone(language, {}, async (tell) => {
      const { page, t, button, heading, home } = tell;
      await page.goto(`${url}/portal#seen`);
      await heading(t("history.title"));
      await page.getByText("Dr Kavya Rao").first().waitFor();
      await until("the reading in the history", async () => (await page.getByText(t("history.record-read")).count()) > 0);
      await goTo(tell, "choices");
      await button("choices.sharing.stop").click();
      await page.getByText(t("choices.said.sharingOff", { practice: "Sunrise Clinic, Indiranagar" })).waitFor();
      expect((await owner.get(home.chart)).optedOut, true, "whether the clinic sees it");
      await page.reload();
      await button("choices.sharing.start").click();
      await page.getByText(t("choices.said.sharingOn", { practice: "Sunrise Clinic, Indiranagar" })).waitFor();
      expect((await owner.get(home.chart)).optedOut, false, "whether it is withdrawn at the clinic");
      await button("choices.email.stop").click();
      await button("choices.email.start").click();
      await page.getByText(t("choices.said.emailOn")).waitFor();
      const other = language === "en" ? "hi" : "en";
      await page.getByLabel(other === "hi" ? "हिन्दी" : "English", { exact: true }).check();
      await page.getByText(t("choices.said.language")).waitFor();
      expect((await owner.get(home.chart)).language, other, "the language at the clinic");
      await checkAxe(page, "choices");
    }));

  test(`a page that nobody touches hides the chart; going on asks nothing, and a session that ended leads to sign-in with the text kept (${language})`, () =>
    onPhone(language, {}, async (tell) => {
      const { page, t, button, heading, context } = tell;
      await page.clock.install();
      await page.goto(`${url}/portal#mine/note`);
      await heading(t("mine.note"));
      await page.getByLabel(t("mine.noteLabel")).fill("canary: half a note");
      await page.clock.fastForward(9 * 60_000);
      await page.mouse.click(5, 5);
      await page.clock.fastForward(9 * 60_000);
      await heading(t("mine.note"));
      await page.clock.fastForward(61_000);
      await heading(t("chart.paused.title"));
      expect(await page.getByText("canary").count(), 0, "what is still to be read");
      await button("chart.paused.goOn").click();
      await heading(t("mine.note"));
      await expectSoon(() => page.getByLabel(t("mine.noteLabel")).inputValue(), "canary: half a note", "what was half written");
      await page.clock.fastForward(10 * 60_000 + 1000);
      await heading(t("chart.paused.title"));
      await context.clearCookies();
      await button("chart.paused.goOn").click();
      await page.getByText(t("portal.ended")).waitFor();
      expect(new URL(page.url()).hash, "#mine/note", "where it goes on after signing in");
      await page.goto("about:blank");
      await page.goto(`${url}/portal`);
    }));
}

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
}
