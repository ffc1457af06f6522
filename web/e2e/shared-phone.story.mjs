/**
 * One phone, several people and bad networks: what one leaves the other must not find, in tabs, in what
 * the browser keeps and under the back button. On made-up answers:
 *   node e2e/shared-phone.story.mjs [part of a test's name]
 */
import { launch, phone } from "./browser.mjs";
import { startFixtureServer, tokenOf } from "./fixture-server.mjs";
import { answerInThread } from "./portal-part-server.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";
import { states } from "./states.mjs";

const server = await startFixtureServer();
const browser = await launch();
const { url } = server;

const reach = (name, page) => states.find((state) => state.name === name).reach(page, url);
const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true }).first().waitFor();
const menu = (page, name) => page.getByRole("navigation").getByRole("link", { name });
const field = (page, name) => page.getByLabel(name, { exact: true });
const reads = (page, text) => page.getByText(text).first().waitFor();

/** Whether something of a person, or of a chart, is on the page. */
const tells = async (page) => /Asha|Kiran|Lakeside|Sunrise|Prescription|Azimed|tablets/.test(await page.locator("body").innerText());

async function withPhone(run) {
  server.forget();
  const context = await browser.newContext(phone);
  const wrong = [];
  context.on("weberror", (error) => wrong.push(`error: ${error.error().message}`));
  context.on("console", (said) => {
    if (said.type() === "error" && !said.text().startsWith("Failed to load resource")) wrong.push(said.text());
  });
  try {
    await run(await context.newPage(), context);
    expect(wrong.join("\n"), "", "errors in the console");
  } finally {
    await context.close();
  }
}

/** Another tab, in which the other person's chart is opened. */
async function openOther(context) {
  const other = await context.newPage();
  await other.goto(`${url}/portal`);
  await button(other, "Choose another person").click();
  await other.getByRole("button", { name: "Kiran V" }).click();
  await field(other, "Date of birth").fill("2019-04-12");
  await button(other, "Go on").click();
  await heading(other, "My records");
  return other;
}

test("what is typed for one person never goes into the chart that another tab has opened", () =>
  withPhone(async (page, context) => {
    await reach("portal-note", page);
    await field(page, "Your note").fill("My knee hurts.");
    await openOther(context);
    await heading(page, "These records were closed");
    // Also where the tab has not heard of it: the server refuses.
    expect(server.calls.includes("POST /api/portal/notes"), false, "notes sent");
    await button(page, "Go on").click();
    await page.getByRole("button", { name: "Lakeside" }).click();
    await heading(page, "Write a note");
    await expectSoon(() => field(page, "Your note").inputValue(), "My knee hurts.", "what was typed");
  }));

test("a tab that has heard nothing of the other chart is refused, and shows nothing of it", () =>
  withPhone(async (page, context) => {
    await page.addInitScript(() => delete window.BroadcastChannel);
    await reach("portal-note", page);
    await field(page, "Your note").fill("My knee hurts.");
    await openOther(context);
    await button(page, "Add to my chart").click();
    await heading(page, "These records were closed");
    expect(await page.getByText("Kiran").count(), 0, "whose chart the other tab has opened");
  }));

test("signing out in one tab takes the chart off the others", () =>
  withPhone(async (page, context) => {
    await reach("portal-record", page);
    const other = await context.newPage();
    await other.goto(`${url}/portal`);
    await button(other, "Sign out").click();
    await reads(other, "You are signed out");
    await heading(page, "Sign in");
    expect(await tells(page), false, "whether the other tab still tells something");
  }));

test("an answer that comes after the chart was closed elsewhere shows nothing of it", () =>
  withPhone(async (page, context) => {
    await reach("portal-records", page);
    let answer;
    await page.route("**/api/portal/records/*", async (route) => {
      const came = await route.fetch();
      answer = () => route.fulfill({ response: came });
    });
    await page.getByRole("article").first().getByRole("button").click();
    await expectSoon(() => !!answer, true, "whether the record is on its way");
    const other = await context.newPage();
    await other.goto(`${url}/portal`);
    await button(other, "Sign out").click();
    await heading(page, "Sign in");
    await Promise.all([page.waitForResponse(/assets\/PrescriptionView/), answer()]);
    await page.evaluate(() => new Promise((turn) => setTimeout(turn, 300))); // the page has all that it would show it with
    expect(await tells(page), false, "whether the late answer is shown");
  }));

test("once the session has ended, the back button shows nothing of the chart", () =>
  withPhone(async (page, context) => {
    await reach("portal-record", page);
    await context.clearCookies();
    await menu(page, "Messages").click();
    await heading(page, "Sign in");
    for (const step of ["the record", "the list"]) {
      const before = page.url();
      await page.evaluate(() => history.back());
      await page.waitForURL((now) => now.href !== before);
      await page.evaluate(() => fetch("/icon.svg")); // the page had its turn
      expect(await tells(page), false, `whether ${step} is shown`);
    }
  }));

test("signing out without a connection hides the chart at once, and is done when there is one, also by a new page", () =>
  withPhone(async (page, context) => {
    await reach("portal-record", page);
    await context.setOffline(true);
    await button(page, "Sign out").click();
    await heading(page, "You are not signed out yet");
    expect(await tells(page), false, "whether something is still shown");
    await context.setOffline(false);
    await reads(page, "Nobody can read your records on this phone");
    await page.reload();
    await heading(page, "Sign in");

    await reach("portal-records", page);
    await context.setOffline(true);
    await button(page, "Sign out").click();
    await heading(page, "You are not signed out yet");
    await page.evaluate(() => addEventListener("online", (event) => event.stopImmediatePropagation(), true)); // this page is closed
    await page.route("**/api/portal/session", (route) => route.abort());
    const later = await context.newPage();
    await context.setOffline(false);
    await later.goto(`${url}/portal`);
    await reads(later, "Nobody can read your records on this phone");
  }));

test("nothing that names a person is kept while a code is under way, and no field offers later what was typed", () =>
  withPhone(async (page, context) => {
    await reach("portal-code", page);
    const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
    expect(/Asha|Sunrise/.test(kept), false, `whether a person is named in ${kept}`);
    await page.reload();
    await field(page, "6-digit code").waitFor();
    for (const name of ["portal-find", "portal-thread", "portal-note", "portal-files", "portal-birth", "entry-birth"]) {
      await page.evaluate(() => sessionStorage.clear());
      await context.clearCookies();
      await reach(name, page);
      const offered = await page.evaluate(() => [...document.querySelectorAll("input:not([type=file]):not([type=checkbox]), textarea")].filter(({ autocomplete }) => autocomplete !== "off").map(({ id }) => id).join());
      expect(offered, "", `fields of ${name} that the browser remembers`);
    }
  }));

test("what failed to open says so under a heading, can be tried again, and never looks like a sign-in", () =>
  withPhone(async (page) => {
    await reach("portal-records", page);
    let down = true;
    const fail = (route) => (down ? route.abort() : route.continue());
    await page.route("**/api/portal/records/*", fail);
    await page.route(/\/api\/portal\/records$/, fail);
    await page.route("**/api/portal/threads/*", fail);
    await page.getByRole("article").first().getByRole("button").click();
    for (const [address, title] of [["", "Prescription"], ["#messages/thr_1", "The new tablets"], ["#records", "My records"]]) {
      down = true;
      if (address) await page.goto(`${url}/portal${address}`);
      await expectSoon(() => page.locator("h1:focus").innerText(), "This could not be opened", `the heading at ${address}`);
      if (address) await page.reload();
      await heading(page, "This could not be opened");
      down = false;
      await button(page, "Try again").click();
      await heading(page, title);
    }
    // While a slow answer is awaited, somebody who is signed in sees no form to sign in.
    let answer;
    await page.route(/\/api\/portal\/records$/, (route) => (answer = () => route.continue()));
    await page.reload();
    await expectSoon(() => !!answer, true, "whether the chart was asked for");
    expect(await page.locator("#password").count(), 0, "fields for a password");
    answer();
    await heading(page, "My records");
  }));

test("a part that cannot be loaded a second time either has the page begun anew", () =>
  withPhone(async (page) => {
    await reach("portal-records", page);
    await page.route("**/assets/seen-*.js", (route) => route.abort());
    await menu(page, "Who saw my record").click();
    await heading(page, "This could not be opened");
    await button(page, "Try again").click();
    await expectSoon(() => page.getByText("No connection").count(), 1, "whether it is said again");
    await page.unroute("**/assets/seen-*.js");
    await Promise.all([page.waitForEvent("load"), button(page, "Try again").click()]);
    await heading(page, "Who saw my record");
  }));

test("a kind that was chosen for a search stays while the page says what is wrong", () =>
  withPhone(async (page) => {
    await reach("portal-find-days", page);
    await field(page, "Kind").selectOption("prescription");
    await button(page, "Show").click();
    await reads(page, "The first day comes after the last");
    await button(page, "हिन्दी").click();
    await page.locator("html[lang=hi]").waitFor();
    expect(await page.locator("#type").inputValue(), "prescription", "the chosen kind");
  }));

test("a number that was asked for is not kept once its code has ended", () =>
  withPhone(async (page) => {
    await reach("entry-code", page);
    await page.evaluate(() => {
      const entry = JSON.parse(sessionStorage.getItem("entry"));
      entry.asked.expiresAt = 1;
      sessionStorage.setItem("entry", JSON.stringify(entry));
    });
    await page.reload();
    await heading(page, "Open with your phone number");
    expect(await page.evaluate(() => Object.keys(sessionStorage).join()), "", "what the tab keeps");
  }));

test("the name of a video call is not kept once it is over", () =>
  withPhone(async (page) => {
    await reach("visit-closed", page);
    await page.evaluate(() => sessionStorage.setItem("visit-name", "Asha Verma")); // the tab slept through the end
    await page.reload();
    await heading(page, "This video call is over");
    expect(await page.evaluate(() => sessionStorage.getItem("visit-name")), null, "the name that the tab keeps");
  }));

test("a tab that waits for one call leaves it when another tab goes into another", () =>
  withPhone(async (page, context) => {
    await reach("visit-lobby", page);
    const other = await context.newPage();
    await reach("visit-alone", other);
    await button(page, "Turn on camera and microphone").waitFor();
    expect(await page.locator("video").count(), 0, "pictures in the first tab");
  }));

test("a reload of the sheets to print leads back to the records", () =>
  withPhone(async (page) => {
    await reach("portal-sheets", page);
    await page.reload();
    await heading(page, "My records");
  }));

test("a session that ends under an upload is said at once, and the file waits to be tried again", () =>
  withPhone(async (page, context) => {
    await reach("portal-files", page);
    await field(page, "What is it?").fill("Report");
    await context.clearCookies();
    await page.getByLabel("Add a file").setInputFiles({ name: "report.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") });
    await heading(page, "Sign in");
    await field(page, "Password").fill("mauve kettle drives north");
    await button(page, "Sign in").click();
    await page.getByRole("button", { name: "Lakeside" }).click();
    await heading(page, "Add files");
    await button(page, "Try again: report.pdf").click();
    await page.getByText("Ready", { exact: true }).waitFor();
    await expectSoon(() => field(page, "What is it?").inputValue(), "Report", "what was typed");
  }));

test("a download does not ask whether to leave what is being written", () =>
  withPhone(async (page) => {
    await reach("portal-thread", page);
    await field(page, "Your message").fill("Half a sentence");
    let asked = 0;
    page.on("dialog", (dialog) => (asked++, dialog.dismiss()));
    await page.route("**/files/*/download", (route) => route.fulfill({ json: { url: `${url}/file`, expiresAt: new Date().toISOString() } }));
    await page.route("**/file", (route) => route.fulfill({ headers: { "content-disposition": "attachment; filename=tablets.jpg" }, body: "x" }));
    await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /tablets.jpg/ }).click()]);
    expect(asked, 0, "questions of the browser");
    await expectSoon(() => field(page, "Your message").inputValue(), "Half a sentence", "what was typed");
  }));

/** Opens a link's records with its code. */
async function openLink(page, scenario) {
  await page.goto(`${url}/s?${tokenOf(scenario)}`);
  await button(page, "Send me the code").click();
  await field(page, "6-digit code").fill("123456");
  await page.keyboard.press("Enter");
  await heading(page, "Your records");
}

test("a tab shows only what its own link opened, also after a reload, when another tab has opened another link", () =>
  withPhone(async (page, context) => {
    await openLink(page, "one");
    const other = await context.newPage();
    await openLink(other, "many");
    await button(page, "Send me the code").waitFor();
    expect(await page.getByRole("article").count(), 0, "records in the first tab");
    await page.reload();
    await button(page, "Send me the code").waitFor();
    await other.reload();
    await heading(other, "Your records");
  }));

test("finishing in one tab closes the records in the others", () =>
  withPhone(async (page, context) => {
    await openLink(page, "open");
    const other = await context.newPage();
    await other.goto(`${url}/s?${tokenOf("open")}`);
    await button(other, "Send me the code").click();
    await field(other, "6-digit code").fill("123456");
    await other.keyboard.press("Enter");
    await heading(other, "Your records");
    await openLink(page, "open"); // both show what the last code opened
    await button(page, "I have finished").click();
    await heading(page, "Your records are closed");
    await expectSoon(() => other.getByRole("article").count(), 0, "records in the other tab");
  }));

test("finishing without a connection, or the end of the session without one, leaves no record on the screen", () =>
  withPhone(async (page, context) => {
    await openLink(page, "open");
    await context.setOffline(true);
    await button(page, "I have finished").click();
    await heading(page, "Your records are closed");
    await reads(page, "In 15 minutes they are closed for good.");
    await context.setOffline(false);
    await button(page, "Read them again").click();
    await button(page, "Send me the code").waitFor();

    await openLink(page, "short");
    await context.setOffline(true);
    await expectSoon(() => page.getByRole("article").count(), 0, "records once the session is over");
    await reads(page, "No connection");
  }));

test("an answer comes into the open conversation by itself, is told, and leaves focus and typing alone", () =>
  withPhone(async (page) => {
    await page.clock.install();
    await reach("portal-thread", page);
    await field(page, "Your message").fill("Half a sent");
    const polls = () => server.calls.filter((one) => one === "GET /api/portal/unread-messages").length;
    const before = polls();
    const read = () => server.calls.filter((one) => one === "GET /api/portal/threads/thr_1").length;
    const readings = read();
    await page.clock.fastForward(25_000);
    await expectSoon(() => polls() > before, true, "whether it was looked");
    expect(read(), readings, "readings where nothing is new");
    answerInThread("family", "Come on Friday.");
    await page.clock.fastForward(30_000);
    await reads(page, "Come on Friday.");
    await page.getByRole("status").filter({ hasText: "A new message from Dr Kavya Rao" }).waitFor();
    await page.keyboard.type("ence");
    await expectSoon(() => field(page, "Your message").inputValue(), "Half a sentence", "what is typed");
    await button(page, "Go to the new message").click();
    await expectSoon(() => page.locator("li:focus").innerText().then((text) => /Come on Friday/.test(text)), true, "whether the message has the focus");
    // Elsewhere, and where nobody looks, nothing is asked.
    await menu(page, "My choices").click();
    await heading(page, "My choices");
    const after = polls();
    await page.clock.fastForward(300_000);
    await page.evaluate(() => fetch("/icon.svg"));
    expect(polls(), after, "looks from another screen");
  }));

test("what was added is listed by its title, and the way back is called by its words alone", () =>
  withPhone(async (page) => {
    await reach("portal-mine", page);
    await heading(page, "Blood test");
    await page.getByRole("button", { name: /^Open: Blood test, / }).waitFor();
    await page.getByRole("link", { name: "Write a note" }).click();
    const session = await page.context().newCDPSession(page);
    const links = async () => (await session.send("Accessibility.getFullAXTree")).nodes.filter(({ role, name }) => role?.value === "link" && /My notes and files$/.test(name?.value));
    await expectSoon(async () => (await links()).map(({ name }) => name.value).join(), "My notes and files,My notes and files", "names of the links there");
  }));

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
  await server.close();
}
