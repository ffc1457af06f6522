/** What every page must be, whoever's it is: accessible, no wider than its screen, and without names of texts. */
import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "./runner.mjs";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules whose findings a colour scheme can change. */
const rulesOfColour = ["color-contrast", "link-in-text-block"];
const openDialog = '[role="dialog"][aria-modal="true"]';

// Not inside frames: e-mails are not ours, and their frame lets no script in to look.
const axe = (page) => new AxeBuilder({ page }).exclude("iframe").setLegacyMode();

/** Waits until nothing is animated: half-faded text has no contrast. What turns until something is done is no such thing. */
const atRest = (page) => page.waitForFunction(() => document.getAnimations().every(({ playState, effect }) => playState !== "running" || effect.getComputedTiming().iterations === Infinity));

async function checkThat(looking, where) {
  const { violations } = await looking.analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n   ${failureSummary}`).join(" | ")}`).join("\n");
  expect(found, "", `axe, ${where}`);
}

/**
 * Fails on what axe finds. What lies behind an open dialog cannot be reached, so that it does not matter
 * how much of it is covered: there, sizes of targets are looked at in the dialog alone.
 */
export async function checkAxe(page, where) {
  await atRest(page);
  const dialog = (await page.locator(openDialog).count()) > 0;
  await checkThat(dialog ? axe(page).withTags(tags).disableRules(["target-size"]) : axe(page).withTags(tags), where);
  if (dialog) await checkThat(axe(page).withRules(["target-size"]).include(openDialog), `${where}, the dialog`);
}

/** Fails on what axe finds in either colour scheme; leaves the page light. All rules look at the light one, those of colour at the dark one. */
export async function checkSchemes(page, where) {
  await page.emulateMedia({ colorScheme: "light" });
  await checkAxe(page, `${where}, light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await atRest(page);
  await checkThat(axe(page).withRules(rulesOfColour), `${where}, dark`);
  await page.emulateMedia({ colorScheme: "light" });
}

/** Fails where words in a part of the page, which is opened over it for a moment, can hardly be read. */
export async function checkContrast(page, part, where) {
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await atRest(page);
    await checkThat(axe(page).include(part).withRules(["color-contrast"]), `${where}, ${colorScheme}`);
  }
}

/** Fails where the words of a button do not stand in its middle: those of a link that looks like one easily stand too high. */
export async function checkButtons(page, where) {
  const off = await page.evaluate(() =>
    [...document.querySelectorAll(".mantine-Button-root:not([data-loading])")].flatMap((button) => {
      const middle = (element) => (({ top, height }) => top + height / 2)(element.getBoundingClientRect());
      const label = button.querySelector(".mantine-Button-label");
      return label && Math.abs(middle(label) - middle(button)) > 1.5 ? [button.textContent] : [];
    }),
  );
  expect(off.join(), "", `buttons whose words are not in the middle, ${where}`);
}

async function checkWidth(page, where) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider, 0, `pixels that the page is wider than the screen, ${where}`);
}

/**
 * Fails on a page wider than a screen of 320 px, also with its text at 200 %: on a phone of 360 px that
 * lays the page out in 180 px, and text alone grows by the same factor.
 */
export async function checkNarrow(page, where) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await checkWidth(page, `${where} at 320 px`);
  await page.evaluate(() => (document.documentElement.style.fontSize = `${2 * parseFloat(getComputedStyle(document.documentElement).fontSize)}px`));
  await checkWidth(page, `${where} at 320 px with text at 200 %`);
  await page.evaluate(() => (document.documentElement.style.fontSize = ""));
  await page.setViewportSize(size);
}

const idleWindows = 10;

/** Fails on a page that goes on computing with nothing to do: it empties the battery, and what is typed comes late. */
export async function checkIdle(page, where) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const busy = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "ScriptDuration").value;
  let computed;
  for (let i = 0; i < idleWindows; i++) {
    const before = await busy();
    await page.waitForTimeout(100);
    computed = (await busy()) - before;
    if (computed < 0.01) return session.detach();
  }
  throw new Error(`${where}: still computing after ${idleWindows} times 100 ms, ${Math.round(computed * 1000)} ms in the last`);
}

const keys = new Set(Object.keys(JSON.parse(readFileSync(new URL("../locales/en.json", import.meta.url), "utf8"))).filter((key) => key.includes(".")));

/** Fails where the name of a text stands instead of the text. */
export async function checkWords(page, where) {
  const said = (await page.locator("body").innerText()).split(/\s+/);
  expect(said.filter((word) => keys.has(word)).join(), "", `names of texts, ${where}`);
}
