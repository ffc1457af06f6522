import { call } from "../../api/client";
import { chosenLanguage, firstLanguage, keepLanguage } from "../../shared/language";
import type { TextKey, Words } from "../../shared/words";
import * as urls from "../../urls";
import { loadWords } from "../share/texts";
import { forgetLink, isLeaving, keepLeaving, keepSentCode, takeLink } from "./memory";
import type { Failed, Page, Screen, State, Trouble } from "./state";

type InsideViews = typeof import("./inside");

/** What is drawn: the state, the words to say it in, and the views that are loaded while somebody signs in. */
export interface Drawing {
  state: State;
  words: Words;
  inside: InsideViews | undefined;
}

/**
 * Runs the patients' portal: finds out who is signed in, decides what to show and has it drawn.
 * `lost` is called when not even the page's own texts can be had.
 */
export function runPortalPage(draw: (drawing: Drawing, moved: boolean, page: Page) => void, lost: () => void): void {
  const link = takeLink();
  let begun = false;
  let state: State = { screen: { at: "signIn" }, busy: false, email: "", shown: false, unread: 0 };
  let words: Words;
  let inside: InsideViews | undefined;
  let running: Promise<void> = Promise.resolve();

  // Before the first screen is known there is nothing to draw: no form to sign in for who is signed in.
  const redraw = (moved: boolean) => begun && draw({ state, words, inside }, moved, page);

  const page: Page = {
    doing: (act) => {
      if (state.busy) return;
      page.update({ busy: true, trouble: undefined });
      running = (async () => {
        try {
          await act();
        } catch {
          page.update({ trouble: { text: "portal.error.offline" } }); // a part of the page could not be loaded
        }
        page.update({ busy: false });
      })();
    },
    show: async (screen) => {
      begun = true;
      state = { ...state, screen, busy: false, shown: false, trouble: undefined };
      redraw(true);
    },
    update: (change) => {
      state = { ...state, ...change };
      redraw(false);
    },
    fail: (answer) => {
      if (answer.code === "another_chart" || answer.code === "wrong_scope") return inside?.openedElsewhere(page);
      if (answer.status === 401 && answer.code !== "sign_in_failed") {
        inside?.lock();
        page.update({ unread: 0 });
        return page.show({ at: "signIn", said: "portal.ended" });
      }
      return page.update({ trouble: troubleOf(answer) });
    },
    speak: (language) =>
      page.doing(async () => {
        words = await loadWords(language);
        keepLanguage(language);
      }),
    goOn: async (session) => {
      const language = chosenLanguage() ?? session.language;
      [inside, words] = await Promise.all([import("./inside"), loadWords(language, "portal-chart")]);
      page.update({ email: session.email });
      return inside.openSession(page, session);
    },
    learn: async (part) => {
      words = await loadWords(words.language, part);
    },
  };

  // A page that a browser kept while it was away may show what is not to be read any more.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  addEventListener("hashchange", async () => {
    if (/^#(reset|confirm)/.test(location.hash)) return location.reload();
    while (state.busy) await running; // what was begun on this screen ends there
    inside?.follow(page);
  });

  void (async (): Promise<unknown> => {
    try {
      const leaving = isLeaving();
      const asked = leaving ? call("delete", urls.portalSession) : link ? undefined : call("get", urls.portalSession);
      const [spoken, answer] = await Promise.all([loadWords(firstLanguage(), "portal"), asked]);
      words = spoken;
      if (answer && !answer.ok && answer.status !== 401) return lost();
      keepLeaving(false);
      if (answer?.ok && answer.data) return (await page.goOn(answer.data), begun || lost());
      await page.show(link ?? { at: "signIn", ...(leaving && { said: "portal.signedOut" as const }) });
      // So that nothing has to be loaded once it is tapped; without a connection that tries again.
      import("./inside").catch(() => undefined);
    } catch {
      lost();
    }
  })();
}

export const typedIn = (form: HTMLFormElement, name: string) => String(new FormData(form).get(name) ?? "");

/** Signs in with what was typed. */
export const signIn = (page: Page, form: HTMLFormElement) =>
  page.doing(async () => {
    const email = typedIn(form, "email").trim();
    const password = typedIn(form, "password");
    page.update({ email });
    keepSentCode(undefined); // who signs in now may be another
    if (!email || !password) return page.update({ trouble: { text: email ? "portal.error.noPassword" : "portal.error.noEmail" } });
    const answer = await call("post", urls.portalSessions, { email, password });
    if (answer.ok) keepLeaving(false);
    return answer.ok ? page.goOn(answer.data) : page.fail(answer);
  });

/** Asks for a link to choose another password. The answer is the same for every address. */
export const forgot = (page: Page, form: HTMLFormElement) =>
  page.doing(async () => {
    const email = typedIn(form, "email").trim();
    page.update({ email });
    if (!email.includes("@")) return page.update({ trouble: { text: "portal.error.noEmail" } });
    const answer = await call("post", urls.forgottenPassword, { email });
    return answer.ok ? page.show({ at: "forgotten", asked: true }) : page.fail(answer);
  });

/** Chooses another password with the link that was mailed. */
export const reset = (page: Page, token: string, form: HTMLFormElement) =>
  page.doing(async () => {
    const answer = await call("post", urls.resetPassword, { token, password: typedIn(form, "password") });
    return answer.ok ? leave(page, { at: "signIn", said: "portal.reset.done" }) : linkFailed(page, answer, { at: "forgotten", said: "portal.error.account_link_ended" });
  });

/** Confirms a new address, by a tap: programs that look through mails open links, too. */
export const confirm = (page: Page, token: string) =>
  page.doing(async () => {
    const answer = await call("post", urls.confirmEmail, { token });
    return answer.ok ? leave(page, { at: "signIn", said: "portal.confirm.done" }) : linkFailed(page, answer, { at: "signIn", said: "portal.confirm.ended" });
  });

/** Leaves a link behind that was used, or is not wanted. */
export function leave(page: Page, screen: Screen): Promise<void> {
  forgetLink();
  return page.show(screen);
}

const linkFailed = (page: Page, answer: Failed, screen: Screen) => (answer.code === "account_link_ended" ? leave(page, screen) : page.fail(answer));

const known: readonly TextKey[] = [
  "portal.error.sign_in_failed",
  "portal.error.code_wrong",
  "portal.error.code_too_soon",
  "portal.error.code_too_many",
  "portal.error.too_many_requests",
  "portal.error.person_not_proven",
  "portal.error.phone_unverified",
  "portal.error.offline",
  "portal.error.too_short",
  "portal.error.too_long",
  "portal.error.too_common",
  "portal.error.not_allowed_characters",
];

/** The text for a problem's code, or for its field's; what we have no words for is our own mistake. */
export function troubleOf({ code, field, retryAfterSeconds = 60 }: Failed): Trouble {
  const text = known.find((key) => key === `portal.error.${field ?? code}`);
  return { text: text ?? "portal.error.internal", values: { seconds: retryAfterSeconds, minutes: Math.ceil(retryAfterSeconds / 60) } };
}
