/** The frame of the clinic's client: signing in and out, the palette, the pages that are always there. */
import { launch } from "./browser.mjs";
import { atTheDesk, checkPage, signIn } from "./clinic.mjs";
import { newPractice, Outbox } from "./clinic-api.mjs";
import { expect, expectSoon, runTests, test } from "./runner.mjs";

const url = process.env.CHARTSHARE_URL;
const browser = await launch();
const outbox = new Outbox(url);
const owner = await newPractice(url, outbox);
const { email } = await owner.get("/api/session");

test("somebody signs in by the form, comes to the page that they wanted, and signs out", () =>
  atTheDesk(browser, url, {}, async (page) => {
    await page.goto(`${url}/clinic/settings/sharing`);
    await checkPage(page, "sign in");
    await page.getByLabel("E-mail").fill(` ${email} `);
    await page.getByLabel("Password", { exact: true }).fill("wrong password entirely");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The e-mail or the password is not right").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Share settings" }).waitFor();
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  }));

test("Ctrl K leads anywhere by the keyboard alone", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.goto(`${url}/clinic`);
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("share set");
    await page.getByText("Share settings").first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Share settings" }).waitFor();
  }));

test("Escape closes the palette, the focus is back where it was, and over an open dialog it does not come", () =>
  atTheDesk(browser, url, { staff: owner }, async (page) => {
    await page.goto(`${url}/clinic/settings/account`);
    const passkey = page.getByRole("button", { name: "Add a passkey" });
    const palette = page.getByRole("combobox", { name: "Find a patient or an action" });
    await passkey.focus();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("share");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");
    await palette.waitFor({ state: "hidden" });
    await expectSoon(() => passkey.evaluate((button) => button === document.activeElement), true, "the focus is where it was");

    await page.keyboard.press("Enter");
    const name = page.getByLabel("What shall it be called?");
    await name.fill("Front desk");
    await page.keyboard.press("Control+k");
    await page.keyboard.type(" too");
    await expectSoon(() => name.inputValue(), "Front desk too", "what is typed into the dialog");
    expect(await palette.count(), 0, "palettes over a dialog");
  }));

test("a session that has ended is asked for again, and the page goes on", () =>
  atTheDesk(browser, url, {}, async (page, context) => {
    await signIn(page, url, email, owner.password);
    await context.clearCookies();
    expect(await page.evaluate(async () => (await fetch("/api/session")).status), 401, "the session's state");
  }));

test("a language that cannot be had leaves the page as it is, with all that was typed", () =>
  atTheDesk(browser, url, { staff: owner }, async (page, context) => {
    await page.goto(`${url}/clinic/patients/new`);
    const name = page.getByRole("textbox", { name: "Name", exact: true });
    await name.fill("Asha Verma");
    await context.setOffline(true);
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "हिन्दी में देखें" }).click();
    await page.getByRole("alert").getByText(/^No connection/).first().waitFor();
    expect(await name.inputValue(), "Asha Verma", "what was typed");
  }));

await runTests({ only: process.argv[2] });
await browser.close();
