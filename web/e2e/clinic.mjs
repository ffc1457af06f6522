/** The clinic's client in a real browser: who signs in how, and what every page must be. */
import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { desktop } from "./browser.mjs";
import { expect } from "./runner.mjs";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Fails on what axe finds. What lies behind an open dialog cannot be reached, so that it does not matter
 * how much of it is covered: there, sizes of targets are looked at in the dialog alone.
 */
export async function checkAxe(page, where) {
  const dialog = '[role="dialog"][aria-modal="true"]';
  const open = (await page.locator(dialog).count()) > 0;
  const look = () => new AxeBuilder({ page }).exclude("iframe").setLegacyMode().withTags(tags);
  const looks = open ? [look().disableRules(["target-size"]), look().include(dialog)] : [look()];
  for (const axe of looks) {
    const { violations } = await axe.analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n   ${failureSummary}`).join(" | ")}`).join("\n");
    expect(found, "", `axe, ${where}`);
  }
}

async function checkWidth(page, where) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider, 0, `pixels that the page is wider than the screen, ${where}`);
}

const keys = new Set(Object.keys(JSON.parse(readFileSync(new URL("../locales/en.json", import.meta.url), "utf8"))).filter((key) => key.includes(".")));

/** Fails where the name of a text stands instead of the text. */
export async function checkWords(page, where) {
  const said = (await page.locator("body").innerText()).split(/\s+/);
  expect(said.filter((word) => keys.has(word)).join(), "", `names of texts, ${where}`);
}

/** Waits until nothing is animated: half-faded text has no contrast. What turns until something is done is no such thing. */
const atRest = (page) => page.waitForFunction(() => document.getAnimations().every(({ playState, effect }) => playState !== "running" || effect.getComputedTiming().iterations === Infinity));

/** Waits until the page shows what it had to load. Not until the network is silent: some pages ask again and again. */
export const settled = (page) => page.waitForFunction(() => document.querySelector("h1") && !document.querySelector("main .mantine-Loader-root"));

/** Changes the language as its user does. */
export async function speak(page, language) {
  await page.evaluate((chosen) => localStorage.setItem("language", chosen), language);
  await page.reload();
  await page.locator(`html[lang=${language}]`).waitFor({ state: "attached" });
}

/**
 * What every page must be, as it stands: nothing found by axe in both languages and colour schemes, not
 * wider than a screen of 320 px, also with text at 200 %. `again` brings back what a reload takes away.
 */
export async function checkPage(page, where, again = async () => {}) {
  const size = page.viewportSize();
  for (const language of ["en", "hi"]) {
    await speak(page, language);
    await again();
    await settled(page);
    await checkWords(page, `${where}, ${language}`);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await checkAxe(page, `${where}, ${language} ${colorScheme}`);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await checkWidth(page, `${where}, ${language} at 320 px`);
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await checkWidth(page, `${where}, ${language} at 320 px with text at 200 %`);
    await page.evaluate(() => (document.documentElement.style.fontSize = ""));
    await page.setViewportSize(size);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await speak(page, "en");
  await again();
}

/**
 * Opens a browser of its own for somebody at the clinic, and fails on any error in its console: a
 * broken security policy is one. Pass the cookies of a {@link Staff} to be signed in.
 */
export async function atTheDesk(browser, url, { staff, device = desktop, permissions = [] }, run) {
  const context = await browser.newContext({ ...device, permissions });
  if (staff) await context.addCookies([...staff.cookies].map(([name, value]) => ({ name, value, domain: new URL(url).hostname, path: "/", secure: true, httpOnly: true, sameSite: "Strict" })));
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("console", (said) => {
    if (said.type() === "error" && !said.text().startsWith("Failed to load resource")) wrong.push(said.text());
  });
  try {
    await run(page, context);
    expect(wrong.join("\n"), "", "errors in the console");
  } catch (error) {
    const said = await page.locator("body").innerText({ timeout: 1000 }).catch(() => "");
    error.stack += `\nerrors in the console: ${wrong.join("\n")}\nat ${page.url()}\n${said.slice(0, 1500)}`;
    throw error;
  } finally {
    await context.close();
  }
}

/** Signs in by the form. */
export async function signIn(page, url, email, password) {
  await page.goto(`${url}/clinic`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
}
