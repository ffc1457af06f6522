/** The states of a chart's parts: messages, own notes and files, who saw it, choices. */
import { fileURLToPath } from "node:url";
import { answerInThread } from "./portal-part-server.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true }).first().waitFor();
const link = (page, name) => page.getByRole("link", { name, exact: true });

const then = (...steps) => async (page, url) => {
  for (const step of steps) await step(page, url);
};
const tap = (name) => (page) => button(page, name).click();
const follow = (name) => (page) => link(page, name).click();
const reads = (text) => (page) => page.getByText(text).first().waitFor();
const type = (label, text) => (page) => page.getByLabel(label, { exact: true }).fill(text);
const shows = (title) => (page) => heading(page, title);
export const addFile = (name, mimeType = "application/pdf", size = 2048) => (page) => page.getByLabel("Add a file").setInputFiles({ name, mimeType, buffer: Buffer.alloc(size, "%PDF-1.4 ") });

const icon = fileURLToPath(new URL("../public/icon-192.png", import.meta.url));

/** A state of a part is reached from the chart, by way of the menu. */
export function partStates(atChart) {
  const at = (scenario, name, title = name) => then(atChart(scenario), (page) => page.getByRole("navigation").getByRole("link", { name }).click(), shows(title));
  const messages = (scenario) => at(scenario, "Messages");
  const thread = (scenario) => then(messages(scenario), (page) => page.getByRole("link", { name: /The new tablets/ }).click(), shows("The new tablets"));
  const compose = (scenario) => then(messages(scenario), follow("Write a message"), shows("Write a message"));
  const mine = (scenario) => at(scenario, "My notes and files");
  const note = (scenario) => then(mine(scenario), follow("Write a note"), shows("Write a note"));
  const files = (scenario) => then(mine(scenario), follow("Add files"), shows("Add files"));
  return [
    { name: "portal-news", reach: then(atChart("family"), reads("You have a new message.")) },
    { name: "portal-messages", reach: messages("family") },
    { name: "portal-messages-none", reach: then(messages("empty"), reads("No messages yet.")) },
    { name: "portal-messages-closed", reach: then(messages("closed"), reads("takes no messages here at the moment")) },
    { name: "portal-compose", reach: compose("family") },
    { name: "portal-compose-no-promise", reach: then(compose("slow"), reads("does not say how soon")) },
    { name: "portal-compose-empty", reach: then(compose("family"), tap("Send"), reads("Please write what it is about.")) },
    { name: "portal-compose-left", reach: then(compose("family"), type("What is it about?", "Knee"), type("Your message", "It hurts."), (page) => page.getByLabel("To", { exact: true }).selectOption("Dr Arjun Das"), tap("Send"), reads("does not answer messages any more")) },
    { name: "portal-thread", reach: thread("family") },
    { name: "portal-thread-long", reach: then(thread("long"), tap("Show earlier messages"), reads("I feel dizzy")) },
    { name: "portal-thread-sent", reach: then(thread("family"), type("Your message", "Better, thank you."), tap("Send"), reads("Your message is sent.")) },
    {
      name: "portal-thread-news",
      reach: then(thread("family"), async (page) => {
        answerInThread("family", "Please come on Friday.");
        await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))); // somebody looks again
        await page.getByRole("status").filter({ hasText: "A new message from" }).waitFor();
      }),
    },
    { name: "portal-thread-full", reach: then(thread("throttled"), type("Your message", "Better, thank you."), tap("Send"), reads("This conversation is full.")) },
    { name: "portal-thread-close", reach: then(thread("family"), tap("End this conversation"), shows("End this conversation?")) },
    { name: "portal-thread-ended", reach: then(messages("family"), (page) => page.getByRole("link", { name: /A bill from March/ }).click(), reads("it ended long ago")) },
    { name: "portal-mine", reach: mine("family") },
    { name: "portal-mine-none", reach: then(mine("empty"), reads("You have added nothing yet.")) },
    { name: "portal-mine-ask", reach: then(mine("family"), (page) => page.getByRole("button", { name: /^Take it back/ }).click(), shows("Take it back?")) },
    { name: "portal-mine-taken-back", reach: then(mine("family"), (page) => page.getByRole("button", { name: /^Take it back/ }).click(), tap("Yes, take it back"), reads("You have taken it back.")) },
    { name: "portal-mine-read-meanwhile", reach: then(mine("read"), (page) => page.getByRole("button", { name: /^Take it back/ }).click(), tap("Yes, take it back"), reads("The clinic has read it already")) },
    { name: "portal-note", reach: note("family") },
    { name: "portal-note-empty", reach: then(note("family"), tap("Add to my chart"), reads("Please write your note.")) },
    { name: "portal-files", reach: files("family") },
    { name: "portal-files-ready", reach: then(files("family"), (page) => page.getByLabel("Add a file").setInputFiles(icon), reads("Ready")) },
    { name: "portal-files-full", reach: then(files("full"), addFile("report.pdf"), reads("No more files fit into your chart.")) },
    { name: "portal-files-locked", reach: then(files("refused"), addFile("report.pdf"), reads("locked with a password")) },
    { name: "portal-files-wrong", reach: then(files("family"), addFile("letter.docx", "application/msword"), reads("We cannot take this kind of file.")) },
    { name: "portal-files-untitled", reach: then(files("family"), addFile("report.pdf"), reads("Ready"), tap("Add to my chart"), reads("Please write what it is, such as")) },
    { name: "portal-seen", reach: at("family", "Who saw my record") },
    { name: "portal-seen-all", reach: then(at("family", "Who saw my record"), tap("Show earlier"), (page) => button(page, "Show earlier").waitFor({ state: "detached" })) },
    { name: "portal-seen-none", reach: then(at("empty", "Who saw my record"), reads("Nobody has yet.")) },
    { name: "portal-choices", reach: at("family", "My choices") },
    { name: "portal-choices-withdrawn", reach: then(at("family", "My choices"), tap("Stop sending me new records"), reads("sends you no more new records")) },
    { name: "portal-choices-broken", reach: then(at("broken", "My choices"), reads("E-mails do not reach you")) },
    { name: "portal-choices-down", reach: then(at("down", "My choices"), tap("Stop sending me new records"), reads("The mistake is on our side")) },
    {
      name: "portal-part-failed",
      reach: then(atChart("family"), async (page) => {
        await page.route("**/api/portal/consent", (route) => route.abort());
        await page.getByRole("navigation").getByRole("link", { name: "My choices" }).click();
      }, shows("This could not be opened")),
    },
    {
      name: "portal-paused",
      reach: async (page, url) => {
        await thread("family")(page, url);
        // As on a phone that slept in a pocket.
        await page.evaluate(() => {
          const now = Date.now;
          Date.now = () => now() + 11 * 60_000;
          document.dispatchEvent(new Event("visibilitychange"));
        });
        await heading(page, "Are you still there?");
      },
    },
  ];
}
