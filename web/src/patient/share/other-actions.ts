import { call, type Result } from "../../api/client";
import * as urls from "../../urls";
import { keepLanguage } from "../../shared/language";
import type { Language } from "../../shared/words";
import { unguard } from "./guard";
import { readHistory } from "./history";
import { forgetToken, keepReading, keepSentCode, wasReading } from "./memory";
import type { Inside, OtherAction, Screen } from "./state";

/** Goes on if the call succeeded; otherwise tells why not. */
async function then(page: Inside, answer: Result<unknown>, go: () => Promise<void> | void): Promise<void> {
  await (answer.ok ? go() : page.fail(answer));
}

async function speak(page: Inside, language: Language): Promise<void> {
  await page.speak(language);
  keepLanguage(language);
}

/** The things to do that few patients do. */
export const others: Record<OtherAction, (page: Inside, screen: Screen) => Promise<void> | void> = {
  async renew(page, screen) {
    if (screen.at !== "ended") return;
    const answer = await call("post", urls.renewShareLink, { token: page.token });
    await then(page, answer, () => page.show({ ...screen, renewed: true }));
  },
  async askNotMe(page, screen) {
    if (screen.at === "records") await page.show({ at: "notMe", page: screen.shared });
    else if ("page" in screen) await page.show({ at: "notMe", page: screen.page });
  },
  async reportNotMe(page) {
    const answer = await call("post", urls.notMe, { token: page.token });
    await then(page, answer, () => {
      forgetToken();
      keepSentCode(undefined);
      keepReading();
      unguard();
      return page.show({ at: "notMeDone" });
    });
  },
  reopen: (page) => page.reopen(),
  askMessages: (page) => page.update({ messages: "ask" }),
  keepMessages: (page) => page.update({ messages: "folded" }),
  async stopMessages(page) {
    const answer = await call("post", urls.optOut, { token: page.token });
    await then(page, answer, () => page.update({ messages: "stopped" }));
  },
  async startMessages(page) {
    const answer = await call("post", urls.optIn, { token: page.token });
    await then(page, answer, () => page.update({ messages: "started" }));
  },
  async finish(page) {
    // First of all nobody sees them any more, however long the answer takes.
    keepReading();
    unguard();
    await page.show({ at: "finished" });
    const answer = await call("delete", urls.linkSession);
    // A session that had ended by itself is what was asked for.
    if (!answer.ok && answer.status !== 401) page.update({ trouble: { text: "finished.offline" } });
  },
  async history(page, screen) {
    const before = screen.at === "history" ? screen : undefined;
    const shared = "shared" in screen ? screen.shared : undefined;
    if (!shared) return;
    const [answer] = await Promise.all([readHistory(before?.next), page.speak(undefined, "history")]);
    if (!answer.ok) return page.fail(answer);
    const { items, nextCursor: next } = answer.data;
    const entries = [...(before?.entries ?? []), ...items];
    await page.show({ at: "history", shared, entries, next });
  },
  async backToRecords(page, screen) {
    if (screen.at === "history") await page.show({ at: "records", shared: screen.shared });
  },
  async byNumber() {
    if (wasReading()) await call("delete", urls.linkSession); // what was open is not left open
    forgetToken();
    keepReading();
    location.assign(urls.home);
  },
  english: (page) => speak(page, "en"),
  hindi: (page) => speak(page, "hi"),
};
