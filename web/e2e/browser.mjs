import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * Starts the system's Chromium; nothing is downloaded. Camera and microphone are made up; a page gets
 * them where its context grants it the permission, and is refused them where not. `more` are further arguments.
 */
export async function launch(more = []) {
  const executablePath = process.env.CHROME_PATH ?? usual.find((path) => existsSync(path));
  if (!executablePath || !existsSync(executablePath)) {
    throw new Error("No Chromium found. Install Chromium or Chrome, or say where it is: CHROME_PATH=/path/to/chrome");
  }
  const root = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: ["--use-fake-device-for-media-stream", ...(root ? ["--no-sandbox"] : []), ...more] });
}

/** A cheap Android phone, upright. */
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2, locale: "en-IN", timezoneId: "Asia/Kolkata" };
export const desktop = { viewport: { width: 1280, height: 800 }, locale: "en-IN", timezoneId: "Asia/Kolkata" };
