import { call } from "../../api/client";
import { digitsOf } from "../../shared/digits";
import type { TextKey } from "../../shared/words";
import * as urls from "../../urls";
import { closeChart, hideChart, openChart } from "./chart";
import { forgetDrafts, stopUploads } from "./drafts";
import { guard, tellTabs, unguard } from "./guard";
import { isLeaving, keepLeaving, keepSentCode, sentCode } from "./memory";
import { typedIn } from "./page";
import { hasPasskeys, passkeyTrouble, usePasskey } from "./passkey";
import type { Chart, FactorKind, Page, Person, SentCode, Session } from "./state";

/** Who signed in last in this tab. */
let account: string | undefined;

/** Shows what a session opens. What somebody else was writing is forgotten. */
export function openSession(page: Page, session: Session): Promise<unknown> {
  if (session.email !== account) forgetDrafts();
  account = session.email;
  guard(page, session, (person) => pause(page, person));
  switch (session.scope) {
    case "new-password":
      return page.show({ at: "choose" });
    case "second-factor":
      return awaitFactor(page);
    case "chart":
      return session.person ? openChart(page, session.person) : persons(page);
    case "account":
      return persons(page, true);
  }
}

/** Hides the chart of a screen that nobody touched; the session is asked for before it is shown again. */
function pause(page: Page, person: Chart["person"]): void {
  hideChart();
  void page.show({ at: "paused", person });
}

/** Hides the chart of whom the session is not any more, and leaves nothing to go back to. What was typed is kept for them. */
export function lock(): Chart["person"] | undefined {
  unguard();
  stopUploads();
  return hideChart();
}

/** The session opens something else than is shown: another tab has chosen another person, or signed in anew. */
export function openedElsewhere(page: Page): unknown {
  const person = lock();
  return person ? page.show({ at: "paused", person, elsewhere: true }) : lookAgain(page);
}

async function lookAgain(page: Page, choose?: boolean): Promise<unknown> {
  const answer = await call("get", urls.portalSession);
  if (!answer.ok) return page.fail(answer);
  return choose && answer.data.scope === "chart" ? persons(page) : page.goOn(answer.data);
}

/** Goes on where the reading was left, if somebody is still signed in; where another chart was opened, by choosing whose it is to be. */
export const resume = (page: Page, choose?: boolean) => page.doing(() => lookAgain(page, choose));

/** Whether this browser can be used for it. */
export const canUse = (method: FactorKind) => method !== "passkey" || hasPasskeys();

async function awaitFactor(page: Page): Promise<unknown> {
  const answer = await call("get", urls.portalSecondFactor);
  if (!answer.ok) return page.fail(answer);
  const { methods } = answer.data;
  return page.show({ at: "factor", methods, by: methods.find(canUse) ?? "recovery-code" });
}

/** Chooses the first password. */
export const choosePassword = (page: Page, form: HTMLFormElement) =>
  page.doing(async () => {
    const answer = await call("post", urls.firstPassword, { password: typedIn(form, "password") });
    return answer.ok ? page.goOn(answer.data) : page.fail(answer);
  });

/** Passes the second factor with a passkey; the browser asks its owner. */
export const passPasskey = (page: Page) =>
  page.doing(async () => {
    const challenge = await call("post", urls.factorChallenge);
    if (!challenge.ok) return page.fail(challenge);
    const passkey = await usePasskey(challenge.data).catch((cause: unknown) => page.update({ trouble: { text: passkeyTrouble(cause) } }));
    if (!passkey) return undefined;
    const answer = await call("post", urls.portalSecondFactor, { method: "passkey", passkey });
    if (!answer.ok && answer.code === "passkey_refused") return page.update({ trouble: { text: "chart.passkey.failed" } });
    return answer.ok ? page.goOn(answer.data) : page.fail(answer);
  });

export const passFactor = (page: Page, method: "totp" | "recovery-code", form: HTMLFormElement) =>
  page.doing(async () => {
    const typed = typedIn(form, "code").trim();
    const code = method === "totp" ? digitsOf(typed) : typed;
    if (method === "totp" ? code.length !== 6 : !code) return page.update({ trouble: { text: method === "totp" ? "chart.error.code_short" : "chart.error.noCode" } });
    const answer = await call("post", urls.portalSecondFactor, { method, code });
    return answer.ok ? page.goOn(answer.data) : page.fail(answer);
  });

/** Shows whose charts there are, or asks for the code that is under way to one of them. */
async function persons(page: Page, again?: boolean): Promise<unknown> {
  const answer = await call("get", urls.portalPersons);
  if (!answer.ok) return page.fail(answer);
  const { items } = answer.data;
  const sent = again ? sentCode(items) : undefined;
  if (sent) return page.show({ at: "code", sent });
  keepSentCode(undefined);
  return page.show({ at: "persons", persons: items });
}

/** Chooses whose chart to open. Nobody is assumed, not even when there is one person only. */
export const anotherPerson = (page: Page) =>
  page.doing(() => {
    closeChart(page);
    return persons(page);
  });

export const choosePerson = (page: Page, person: Person) =>
  page.doing(async () => {
    if (person.proof === "phone-code") return page.show({ at: "send", person });
    if (person.proof === "date-of-birth") return page.show({ at: "birth", person });
    return prove(page, person, {});
  });

const refOf = ({ practiceId, patientId }: Person) => ({ practiceId, patientId });

async function prove(page: Page, person: Person, proof: { code?: string; dateOfBirth?: string }): Promise<unknown> {
  const answer = await call("post", urls.portalPerson, { ...refOf(person), ...proof });
  if (!answer.ok) return page.fail(answer);
  keepSentCode(undefined);
  tellTabs();
  return page.goOn(answer.data);
}

/** How long a code works (internal/clinic/code.go), where the answer that said so was lost. */
const codeMilliseconds = 5 * 60_000;

export const sendCode = (page: Page, person: Person, again?: boolean) =>
  page.doing(async () => {
    const answer = await call("post", urls.personCodes, refOf(person));
    if (!answer.ok && answer.code === "code_too_soon" && !again) {
      // One is under way: of a try whose answer was lost.
      const sent = { person, hint: person.phoneHint ?? "", expiresAt: Date.now() + codeMilliseconds };
      keepSentCode(sent);
      await page.show({ at: "code", sent });
    }
    if (!answer.ok) return page.fail(answer);
    const sent = { person, hint: answer.data.phoneHint, expiresAt: Date.now() + answer.data.expiresInSeconds * 1000 };
    keepSentCode(sent);
    return page.show({ at: "code", sent });
  });

export const enterCode = (page: Page, { person }: SentCode, form: HTMLFormElement) =>
  page.doing(() => {
    const code = digitsOf(typedIn(form, "code"));
    return code.length === 6 ? prove(page, person, { code }) : page.update({ trouble: { text: "chart.error.code_short" } });
  });

export const enterBirth = (page: Page, person: Person, form: HTMLFormElement) =>
  page.doing(() => {
    const dateOfBirth = typedIn(form, "birth");
    return dateOfBirth ? prove(page, person, { dateOfBirth }) : page.update({ trouble: { text: "chart.error.noBirth" } });
  });

/** Takes everything of the account off the screen, also of other tabs, and says why. */
export function leaveChart(page: Page, said: TextKey): Promise<void> {
  lock();
  keepLeaving(false);
  keepSentCode(undefined);
  closeChart(page);
  forgetDrafts();
  tellTabs();
  page.update({ email: "" });
  return page.show({ at: "signIn", said });
}

/** Takes the chart off the screen at once. That nobody is signed in any more is said when the server has said so, however long that takes. */
export const signOut = (page: Page) =>
  page.doing(async () => {
    lock();
    keepLeaving(true);
    await page.show({ at: "leaving" });
    page.update({ busy: true });
    const answer = await call("delete", urls.portalSession);
    if (answer.ok || answer.status === 401) return leaveChart(page, "portal.signedOut");
    addEventListener("online", () => isLeaving() && signOut(page), { once: true });
    return page.fail(answer);
  });
