import { tokenOf } from "./fixture-server.mjs";
import { records } from "./fixtures.mjs";
import { entryStates } from "./entry-states.mjs";
import { portalStates } from "./portal-states.mjs";
import { visitStates } from "./visit-states.mjs";

const button = (page, name) => page.getByRole("button", { name });
const heading = (page, name) => page.getByRole("heading", { name }).first().waitFor();

const open = (scenario) => async (page, url) => {
  await page.goto(`${url}/s?${tokenOf(scenario)}`);
};

const atLink = (scenario) => async (page, url) => {
  await open(scenario)(page, url);
  await button(page, "Send me the code").waitFor();
};

const atCode = (scenario) => async (page, url) => {
  await atLink(scenario)(page, url);
  await button(page, "Send me the code").click();
  await page.getByLabel("6-digit code").waitFor();
};

const withCode = (scenario, code) => async (page, url) => {
  await atCode(scenario)(page, url);
  await page.getByLabel("6-digit code").fill(code);
  await button(page, "Open").click();
};

const atRecords = (scenario) => async (page, url) => {
  await withCode(scenario, "123456")(page, url);
  await button(page, "I have finished").waitFor();
};

const atHistory = (scenario) => async (page, url) => {
  await atRecords(scenario)(page, url);
  await button(page, "Who saw my record").click();
  await heading(page, "Who saw my record");
};

/** Every state of the patient's pages, and of the clinic's page for calls, and the way to it, in English; each ends on a condition. */
export const states = [
  { name: "link", reach: atLink("open") },
  { name: "link-opted-out", reach: async (page, url) => { await open("optedout")(page, url); await button(page, "Get messages again").waitFor(); } },
  { name: "link-too-soon", reach: async (page, url) => { await atLink("toosoon")(page, url); await button(page, "Send me the code").click(); await page.getByText("wait 24 seconds").waitFor(); } },
  { name: "code", reach: atCode("open") },
  { name: "code-resend", reach: async (page, url) => { await atCode("resend")(page, url); await button(page, "Send a new code").waitFor(); } },
  { name: "code-wrong", reach: async (page, url) => { await withCode("open", "000000")(page, url); await page.getByText("That code is wrong").waitFor(); } },
  { name: "code-too-many", reach: async (page, url) => { await atLink("toomany")(page, url); await button(page, "Send me the code").click(); await page.getByText("try again in 10 min").waitFor(); } },
  { name: "code-short", reach: async (page, url) => { await withCode("open", "12")(page, url); await page.getByText("The code has 6 digits").waitFor(); } },
  { name: "records", reach: atRecords("open") },
  ...records.map(({ type }) => ({ name: `record-${type}`, record: true, reach: atRecords(type) })),
  { name: "records-none", reach: atRecords("none") },
  { name: "records-many", reach: atRecords("many") },
  { name: "record-corrected", reach: atRecords("corrected") },
  { name: "record-withdrawn", reach: atRecords("takenback") },
  { name: "records-unknown-type", reach: atRecords("strange") },
  { name: "history", reach: async (page, url) => { await atHistory("open")(page, url); await button(page, "Show earlier").waitFor(); } },
  { name: "history-all", reach: async (page, url) => { await atHistory("open")(page, url); await button(page, "Show earlier").click(); await page.getByText("Registered you").waitFor(); } },
  { name: "history-none", reach: async (page, url) => { await atHistory("unseen")(page, url); await page.getByText("Nobody has yet").waitFor(); } },
  { name: "messages-ask", reach: async (page, url) => { await atLink("open")(page, url); await button(page, "Stop messages").click(); await button(page, "Yes, stop").waitFor(); } },
  { name: "messages-stopped", reach: async (page, url) => { await atLink("stopping")(page, url); await button(page, "Stop messages").click(); await button(page, "Yes, stop").click(); await button(page, "Get messages again").waitFor(); } },
  { name: "not-me", reach: async (page, url) => { await atLink("open")(page, url); await button(page, "This is not me").click(); await button(page, "Yes, this is not me").waitFor(); } },
  { name: "not-me-done", reach: async (page, url) => { await atLink("open")(page, url); await button(page, "This is not me").click(); await button(page, "Yes, this is not me").click(); await heading(page, "Thank you for telling us"); } },
  { name: "finished", reach: async (page, url) => { await atRecords("one")(page, url); await button(page, "I have finished").click(); await heading(page, "Your records are closed"); } },
  { name: "finished-offline", reach: async (page, url) => { await atRecords("one")(page, url); await page.route("**/api/share-links/session", (route) => route.abort()); await button(page, "I have finished").click(); await page.getByText("In 15 minutes they are closed for good.").waitFor(); } },
  { name: "session-ended", reach: async (page, url) => { await withCode("short", "123456")(page, url); await page.context().clearCookies(); await page.getByText("We closed your records").waitFor(); } },
  { name: "expired", reach: async (page, url) => { await open("expired")(page, url); await button(page, "Send me a new link").waitFor(); } },
  { name: "expired-renewed", reach: async (page, url) => { await open("expired")(page, url); await button(page, "Send me a new link").click(); await page.getByText("on its way to your phone").waitFor(); } },
  { name: "withdrawn", reach: async (page, url) => { await open("withdrawn")(page, url); await heading(page, "The clinic has taken this back"); } },
  { name: "locked", reach: async (page, url) => { await withCode("locking", "999999")(page, url); await heading(page, "This link is locked"); } },
  { name: "missing", reach: async (page, url) => { await open("missing")(page, url); await heading(page, "We do not know this link"); } },
  { name: "lost", static: true, reach: async (page, url) => { await open("down")(page, url); await page.getByRole("button", { name: /Try again/ }).waitFor(); } },
  ...entryStates,
  ...visitStates,
  ...portalStates,
];

/** Switches the page to Hindi and waits until it has. */
export async function toHindi(page) {
  await button(page, "हिन्दी").click();
  await page.locator("html[lang=hi]").waitFor();
}
