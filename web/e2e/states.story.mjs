/** Every state of the patient's page: accessible, in both languages and colour schemes, on the narrowest phone. */
import { desktop, launch, phone } from "./browser.mjs";
import { startFixtureServer, tokenOf } from "./fixture-server.mjs";
import { manyRecords, strangeRecord } from "./fixtures.mjs";
import { checkAxe, checkIdle, checkNarrow, checkSchemes } from "./look.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";
import { states, toHindi } from "./states.mjs";

const server = await startFixtureServer();
const browser = await launch();
const { url } = server;

async function withPage(options, run) {
  server.forget();
  const context = await browser.newContext({ ...phone, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  // A browser reports every answer of 400 and above as an error; those are what many states are made of.
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

for (const state of states) {
  test(`${state.name}: axe, 320 px and 200 %, English and Hindi, light and dark`, () =>
    withPage({}, async (page) => {
      await state.reach(page, url);
      for (const language of state.static ? ["both"] : ["en", "hi"]) {
        if (language === "hi") await toHindi(page);
        await checkSchemes(page, language);
        await checkNarrow(page, language);
      }
      await checkIdle(page, state.name);
    }));
}

test("loading the page sends no code and changes nothing", () =>
  withPage({}, async (page) => {
    server.calls.length = 0;
    await states.find(({ name }) => name === "link").reach(page, url);
    expect(server.calls.join(), "POST /api/share-links/open", "calls");
  }));

test("the secret leaves the address bar, and a reload still works", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "link").reach(page, url);
    expect(page.url(), `${url}/s`, "address");
    await page.reload();
    await page.getByRole("button", { name: "Send me the code" }).waitFor();
  }));

test("a reload while the SMS is read comes back to the code", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "code").reach(page, url);
    await page.reload();
    await page.getByLabel("6-digit code").waitFor();
  }));

test("a reload while reading shows the records again", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "records").reach(page, url);
    await page.reload();
    await page.getByRole("heading", { name: "Prescription" }).waitFor();
  }));

test("the secret of a mail's link leaves the address bar, a reload still works, and it is used once", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "portal-reset").reach(page, url);
    expect(page.url(), `${url}/portal`, "address");
    await page.reload();
    await page.getByLabel("New password").fill("mauve kettle drives north");
    await page.getByRole("button", { name: "Save the password" }).click();
    await page.getByText("Your new password is saved").waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  }));

test("a link that confirms an address does so by a tap, not by being opened", () =>
  withPage({}, async (page) => {
    server.calls.length = 0;
    await states.find(({ name }) => name === "portal-confirm").reach(page, url);
    expect(server.calls.join(), "", "calls");
  }));

test("each screen of the portal begins with its heading focused, and a reload stays in the chart", () =>
  withPage({}, async (page) => {
    for (const name of ["portal-sign-in", "portal-forgotten", "portal-choose", "portal-persons", "portal-code", "portal-records", "portal-record"]) {
      await page.context().clearCookies();
      await states.find((state) => state.name === name).reach(page, url);
      await expectSoon(() => page.locator("h1:focus").count(), 1, `focused heading on ${name}`);
      await page.evaluate(() => sessionStorage.clear());
    }
    await page.getByRole("button", { name: "Back to my records" }).click();
    await expectSoon(() => page.locator("h2:focus").innerText(), "Prescription", "focused in the list");
    await page.reload();
    await page.getByRole("heading", { name: "My records" }).waitFor();
  }));

test("a wrong password is told aloud, the cursor waits in the field, and nothing typed is lost", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "portal-sign-in-wrong").reach(page, url);
    await page.getByText("The e-mail or the password is not right").waitFor();
    await expectSoon(() => page.locator("#password:focus").count(), 1, "focused field");
    await page.getByLabel("Show the password").check();
    await expectSoon(() => page.getByLabel("Your e-mail").inputValue(), "wrong@example.com", "the address");
    await expectSoon(() => page.getByLabel("Password", { exact: true }).inputValue(), "another long password", "the password");
  }));

test("a reload while the SMS of a chart is read comes back to the code", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "portal-code").reach(page, url);
    await page.reload();
    await page.getByLabel("6-digit code").waitFor();
  }));

test("the way back by number sends nothing before a tap, and a reload comes back to where it was", () =>
  withPage({}, async (page) => {
    server.calls.length = 0;
    await states.find(({ name }) => name === "entry-number").reach(page, url);
    expect(server.calls.join(), "", "calls");
    for (const name of ["entry-code", "entry-person", "entry-records"]) {
      await states.find((state) => state.name === name).reach(page, url);
      await expectSoon(() => page.locator("h1:focus").count(), 1, `focused heading on ${name}`);
      const title = await page.locator("h1:focus").innerText();
      await page.reload();
      await page.getByRole("heading", { name: title, exact: true }).waitFor();
      expect(page.url(), `${url}/`, "address");
      await page.context().clearCookies();
      await page.evaluate(() => sessionStorage.clear());
    }
  }));

test("who came by number is not offered what a link alone can do, and leaves nothing in the tab", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "entry-records").reach(page, url);
    for (const name of ["Stop messages", "This is not me", "Use my phone number"]) expect(await page.getByRole("button", { name }).count(), 0, name);
    const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
    expect(kept.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "until"), JSON.stringify([{ reading: "until" }, { reading: "until" }]), "kept in the tab and on the phone");
    await page.getByRole("button", { name: "I have finished" }).click();
    await page.getByRole("button", { name: "Read them again" }).click();
    await page.getByRole("heading", { name: "Open with your phone number" }).waitFor();
  }));

test("from the portal the number is asked for, also in a tab that had a share link open", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "link").reach(page, url);
    await page.goto(`${url}/portal`);
    await page.getByRole("link", { name: "Use my phone number instead" }).click();
    await page.getByRole("heading", { name: "Open with your phone number" }).waitFor();
    await states.find(({ name }) => name === "records").reach(page, url);
    await page.getByRole("button", { name: "Use my phone number" }).click();
    await page.getByRole("heading", { name: "Open with your phone number" }).waitFor();
    expect((await page.context().cookies()).some(({ name, value }) => name === "__Host-link" && value), false, "a session left open");
  }));

test("a code is taken with spaces and in Devanagari digits", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "code").reach(page, url);
    await page.getByLabel("6-digit code").fill(" १२३ 456 ");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your records" }).waitFor();
  }));

test("a wrong code is told aloud and the cursor waits in the field", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "code-wrong").reach(page, url);
    await expectSoon(() => page.locator("[role=alert]:focus, #code:focus").count(), 1, "focused field");
    await expectSoon(() => page.locator("#code").getAttribute("aria-invalid"), "true", "aria-invalid");
  }));

test("each screen begins with its heading focused", () =>
  withPage({}, async (page) => {
    for (const name of ["link", "code", "records", "not-me", "expired"]) {
      await states.find((state) => state.name === name).reach(page, url);
      await expectSoon(() => page.locator("h1:focus").count(), 1, `focused heading on ${name}`);
      await page.evaluate(() => sessionStorage.clear());
    }
  }));

test("the next screen's heading is a new element, so that screen readers tell it", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "link").reach(page, url);
    await page.evaluate(() => document.querySelector("#app h1").setAttribute("data-former", ""));
    await page.getByRole("button", { name: "Send me the code" }).click();
    await page.getByLabel("6-digit code").waitFor();
    expect(await page.locator("h1[data-former]").count(), 0, "headings of the former screen");
    await expectSoon(() => page.locator("h1:focus").count(), 1, "focused heading");
  }));

test("counting down leaves what is being typed alone", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "code").reach(page, url);
    await page.getByLabel("6-digit code").pressSequentially("123");
    const before = await page.getByText("You can ask for a new code").innerText();
    await page.waitForFunction((text) => !document.body.innerText.includes(text), before);
    await page.keyboard.type("456");
    await expectSoon(() => page.getByLabel("6-digit code").inputValue(), "123456", "the typed code");
  }));

test("the whole way works by keyboard", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "link").reach(page, url);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByLabel("6-digit code").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("123456");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your records" }).waitFor();
  }));

test("the patient's language comes from the clinic, a choice on the phone wins and is remembered", () =>
  withPage({}, async (page) => {
    await page.goto(`${url}/s?${tokenOf("open_hi")}`);
    await page.locator("html[lang=hi]").waitFor();
    await page.getByRole("button", { name: "English" }).click();
    await page.locator("html[lang=en]").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Send me the code" }).waitFor();
  }));

test("messages are stopped and started again in the same place", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "messages-stopped").reach(page, url);
    await page.getByRole("button", { name: "Get messages again" }).click();
    await page.getByText("You get messages again").waitFor();
  }));

test("without a connection an action says so, and works when the connection is back", () =>
  withPage({}, async (page, context) => {
    await states.find(({ name }) => name === "link").reach(page, url);
    await context.setOffline(true);
    await page.getByRole("button", { name: "Send me the code" }).click();
    await page.getByText("No connection").waitFor();
    await context.setOffline(false);
    await page.getByRole("button", { name: "Send me the code" }).click();
    await page.getByLabel("6-digit code").waitFor();
  }));

const keptFiles = (page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const files = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) files.push({ address: request.url, text: await (await cache.match(request)).text() });
    }
    return files;
  });

for (const [name, names] of [["records", /Asha|Sunrise|Azimed/], ["portal-record", /Asha|Lakeside|Azimed/]]) {
  test(`the kept pages open without a connection and hold nothing of a patient, after ${name}`, () =>
    withPage({}, async (page, context) => {
      await states.find((state) => state.name === name).reach(page, url);
      await keptFiles(page);
      // From now on the worker sees every request: all that is read again passes through it.
      await page.reload();
      await page.getByRole("heading", { name: "Prescription" }).first().waitFor();
      const kept = await keptFiles(page);
      expect(kept.some(({ address }) => address.includes("/api/") || address.includes("?")), false, "an answer or a secret in the cache");
      expect(kept.filter(({ text }) => names.test(text)).map(({ address }) => address).join(), "", "files with something of a patient");
      expect(kept.length > 5, true, "files of the pages in the cache");
      await context.setOffline(true);
      await page.reload();
      await page.getByText("Check your mobile data or Wi-Fi, then try again.").first().waitFor();
      await page.goto(`${url}/portal`);
      await page.getByText("Check your mobile data or Wi-Fi, then try again.").first().waitFor();
      await context.setOffline(false);
      await page.getByRole("button", { name: /Try again/ }).click();
      await page.getByRole("button", { name: "हिन्दी" }).waitFor();
    }));
}

test("a newer version waits until it is asked for, and then none of the older files is left", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "portal-records").reach(page, url);
    const before = await page.evaluate(async () => (await navigator.serviceWorker.ready) && caches.keys());
    await page.reload();
    await page.getByRole("heading", { name: "My records" }).waitFor();
    server.deploy((worker) => worker.replaceAll(/version: "\w+"/g, 'version: "newer"').replaceAll(before[0], "shell-newer"));
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    const take = page.getByRole("button", { name: "Load it now" });
    await take.waitFor();
    expect((await page.evaluate(() => caches.keys())).includes(before[0]), true, "the files of the page that is open");
    await take.click();
    await page.waitForFunction(async () => (await caches.keys()).join() === "shell-newer");
    await page.getByRole("heading", { name: "My records" }).waitFor();
    expect(await take.count(), 0, "offers of a newer version");
  }));

test("a page of another version than the worker's is not kept", () =>
  withPage({}, async (page) => {
    server.deploy((worker) => worker.replace(/sha256-[^"]+/g, "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    await page.addInitScript(() => {
      const { register } = ServiceWorkerContainer.prototype;
      ServiceWorkerContainer.prototype.register = async function (...given) {
        const registration = await register.apply(this, given);
        const worker = registration.installing;
        window.became = new Promise((told) => worker.addEventListener("statechange", () => told(worker.state)));
        return registration;
      };
    });
    await states.find(({ name }) => name === "portal-records").reach(page, url);
    await page.waitForFunction(() => window.became);
    const installed = await page.evaluate(() => window.became);
    expect(installed, "redundant", "the worker");
  }));

const readable = manyRecords.filter(({ content, type }) => content && type !== strangeRecord.type);

test("print shows the records that can be read, each on a sheet with its head, and nothing else of the page", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "records-many").reach(page, url);
    const shown = async () => ({
      heads: await page.getByText("Asha Kamala Verma").filter({ visible: true }).count(),
      signs: await page.getByText("℞").filter({ visible: true }).count(),
      issued: await page.getByText("There is no signature by hand.").filter({ visible: true }).count(),
      rest: await page.locator("button:visible, nav:visible, h1:visible, footer:visible, .top:visible").count(),
      records: await page.locator("article:visible").count(),
    });
    const onScreen = await shown();
    expect([onScreen.heads, onScreen.signs, onScreen.issued, onScreen.records].join(), `0,0,0,${manyRecords.length}`, "heads, signs, issued and records on the screen");
    await page.emulateMedia({ media: "print" });
    const { heads, signs, issued, rest, records } = await shown();
    expect([heads, signs, issued, records].join(), `${readable.length},2,${readable.length},${readable.length}`, "heads, signs, issued and records on paper");
    expect(rest, 0, "what is not of a record");
    const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(paper.match(/\/Type\s*\/Page\b/g).length >= readable.length, true, "a sheet for each");
    expect(/\/MediaBox\s*\[0 0 59[45]\.\d+ 84[12]\.\d+\]/.test(paper), true, "A4");
  }));

test("the portal prints one record, or all that is listed each on a sheet, with the practice's head and nothing else", () =>
  withPage({}, async (page) => {
    for (const [name, sheets] of [["portal-record", 1], ["portal-sheets", 8]]) {
      await page.emulateMedia({ media: "screen" });
      await page.context().clearCookies();
      await states.find((state) => state.name === name).reach(page, url);
      expect(await page.getByText("Asha Kamala Verma").filter({ visible: true }).count(), 0, `heads on the screen, ${name}`);
      await page.emulateMedia({ media: "print" });
      await expectSoon(() => page.getByText("Asha Kamala Verma").filter({ visible: true }).count(), sheets, `heads on paper, ${name}`);
      await expectSoon(() => page.getByText("There is no signature by hand.").filter({ visible: true }).count(), sheets, `ends on paper, ${name}`);
      expect(await page.locator("button:visible, nav:visible, h1:visible, footer:visible, .top:visible, a:visible").count(), 0, `what is not of a record, ${name}`);
      const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      expect(paper.match(/\/Type\s*\/Page\b/g).length >= sheets, true, `a sheet for each, ${name}`);
    }
  }));

test("a search lists what was found, is kept while a record is read, and all comes back", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "portal-found").reach(page, url);
    await expectSoon(() => page.locator("#found:focus").count(), 1, "the focus at what was found");
    await expectSoon(() => page.getByRole("article").count(), 2, "records found");
    expect(/prescription|%20/.test(page.url()), false, "what was looked for in the address");
    await page.getByRole("article").first().getByRole("button").click();
    await page.getByRole("button", { name: "Back to my records" }).click();
    await expectSoon(() => page.getByRole("article").count(), 2, "records after going back");
    await expectSoon(() => page.getByLabel("Kind", { exact: true }).inputValue(), "prescription", "the kind after going back");
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.getByText("8 records are shown").waitFor();
    await expectSoon(() => page.getByLabel("Kind", { exact: true }).inputValue(), "", "the kind after all came back");
  }));

test("the list of many records leads to each of them", () =>
  withPage({}, async (page) => {
    await states.find(({ name }) => name === "records-many").reach(page, url);
    const links = page.getByRole("navigation").getByRole("link");
    await expectSoon(() => links.count(), manyRecords.length, "links");
    await links.last().click();
    const last = page.locator("article").last().getByRole("heading").first();
    expect(await last.evaluate((heading) => heading.getBoundingClientRect().top < innerHeight), true, "the last record on the screen");
    expect(await last.evaluate((heading) => document.activeElement === heading), true, "the focus at its heading");
  }));

test("without JavaScript the page says what to do, and names nobody", () =>
  withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(`${url}/s?${tokenOf("open")}`);
    const text = await page.locator("body").innerText();
    expect(/JavaScript/.test(text), true, "the sentence about JavaScript");
    expect(/Asha|Sunrise/.test(await page.content()), false, "a name in the constant page");
  }));

test("the outbox teaches when empty, shows what comes, and is accessible", () =>
  withPage({ ...desktop, isMobile: false, deviceScaleFactor: 1 }, async (page) => {
    await page.goto(`${url}/outbox`);
    await page.getByRole("heading", { name: "Nothing was sent yet" }).waitFor();
    await checkAxe(page, "empty outbox");
    server.fillOutbox();
    await page.getByRole("article").nth(2).waitFor();
    await checkSchemes(page, "outbox");
    await expectSoon(() => page.getByRole("article").getByRole("link").count(), 1, "links of our own origin in the SMS");
    await page.getByRole("combobox", { name: "Show" }).selectOption("owner@sunrise-clinic.in");
    await expectSoon(() => page.getByRole("article").count(), 1, "messages to the owner");
    await page.getByLabel("The next SMS").selectOption("throttle");
    await page.locator(".fault.on").waitFor();
    await checkNarrow(page, "outbox");
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("heading", { name: "Nothing was sent yet" }).waitFor();
  }));

try {
  await runTests({ only: process.argv[2] });
} finally {
  await browser.close();
  await server.close();
}
