/** The clinic's client in a real browser: who signs in how, and what every page must be. */
import { desktop } from "./browser.mjs";
import { checkButtons, checkIdle, checkNarrow, checkSchemes, checkWords } from "./look.mjs";
import { expect } from "./runner.mjs";

/**
 * Waits until the page shows what it had to load. Not until the network is silent: some pages ask again
 * and again. Behind an open dialog a page may have to wait for the answer.
 */
export const settled = (page) =>
  page.waitForFunction(() => document.querySelector('[role="dialog"][aria-modal="true"]') || (document.querySelector("h1") && !document.querySelector("main .mantine-Loader-root")));

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
  for (const language of ["en", "hi"]) {
    await speak(page, language);
    await again();
    await settled(page);
    await checkWords(page, `${where}, ${language}`);
    await checkButtons(page, `${where}, ${language}`);
    await checkSchemes(page, `${where}, ${language}`);
    await checkNarrow(page, `${where}, ${language}`);
  }
  await checkIdle(page, where);
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
