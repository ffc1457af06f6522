/**
 * Photographs the states of the patient's page, and, where CHARTSHARE_URL names a running local cloud, the
 * main pages of both clients, for people to look at.
 *   node scripts/screenshots.mjs [folder] [--only=name,name]
 */
import { mkdirSync } from "node:fs";
import { desktop, launch, phone } from "../e2e/browser.mjs";
import { startFixtureServer } from "../e2e/fixture-server.mjs";
import { states, toHindi } from "../e2e/states.mjs";
import { shootMainPages } from "./main-pages.mjs";

const args = process.argv.slice(2);
const folder = args.find((arg) => !arg.startsWith("--")) ?? "screenshots-out";
const only = args.find((arg) => arg.startsWith("--only="))?.slice(7).split(",");
mkdirSync(folder, { recursive: true });

const server = await startFixtureServer();
const browser = await launch();
try {
  if (process.env.CHARTSHARE_URL) await shootMainPages(browser, process.env.CHARTSHARE_URL, folder);
  for (const state of states.filter(({ name }) => !only || only.includes(name))) {
    for (const [device, options] of Object.entries({ phone, desktop })) {
      server.forget();
      const context = await browser.newContext({ ...options, deviceScaleFactor: device === "phone" ? 2 : 1 });
      const page = await context.newPage();
      await state.reach(page, server.url);
      const shoot = (name) => page.screenshot({ path: `${folder}/${state.name}-${device}-${name}.png`, fullPage: true });
      await shoot(state.static ? "both" : "en");
      if (!state.static) {
        await toHindi(page);
        await shoot("hi");
      }
      await page.emulateMedia({ colorScheme: "dark" });
      await shoot("dark");
      if (state.record && device === "desktop") {
        // As wide as an A4 sheet between its margins.
        await page.setViewportSize({ width: 673, height: 1017 });
        await page.emulateMedia({ media: "print" });
        await shoot("paper");
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(`Look at them in ${folder}`);
