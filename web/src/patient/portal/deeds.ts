import { call, type Result } from "../../api/client";
import type { components } from "../../api/schema";
import { digitsOf } from "../../shared/digits";
import * as urls from "../../urls";
import { hasView, loadRecordViews } from "../share/record-views";
import { keepSentCode, sentCode } from "./memory";
import { typedIn } from "./page";
import type { Chart, Page, Person, SentCode, Session } from "./state";

/** After how long it is asked again whether records may still be shown: on a screen that nobody looks at, and at all. */
const hiddenMilliseconds = 15 * 60_000;
const idleMilliseconds = 30 * 60_000;

let unguard = () => {};

/** Shows what a session opens. */
export function openSession(page: Page, session: Session): Promise<unknown> {
  guard(page, session);
  switch (session.scope) {
    case "new-password":
      return page.show({ at: "choose" });
    case "second-factor":
      return awaitFactor(page);
    case "chart":
      return session.person ? openChart(page, session.person) : persons(page);
    case "account": {
      const sent = sentCode();
      return sent ? page.show({ at: "code", sent }) : persons(page);
    }
  }
}

/** Takes what is shown off the screen when the session has ended, also on a phone that slept meanwhile. */
function guard(page: Page, { expiresAt, serverTime }: Session): void {
  unguard();
  let hiddenAt = Date.now();
  const ask = async () => {
    const answer = await call("get", urls.portalSession);
    if (answer.ok) return guard(page, answer.data);
    unguard();
    if (answer.status === 401) await page.fail(answer);
    else location.reload();
  };
  const look = () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > hiddenMilliseconds) void ask();
  };
  const timer = setTimeout(() => void ask(), Math.min(Math.max(Date.parse(expiresAt) - Date.parse(serverTime), 0), idleMilliseconds) + 1000);
  document.addEventListener("visibilitychange", look);
  unguard = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
}

async function awaitFactor(page: Page): Promise<unknown> {
  const answer = await call("get", urls.portalSecondFactor);
  if (!answer.ok) return page.fail(answer);
  const { methods } = answer.data;
  return page.show({ at: "factor", methods, by: methods.includes("totp") ? "totp" : "recovery-code" });
}

/** Chooses the first password. */
export const choosePassword = (page: Page, form: HTMLFormElement) =>
  page.doing(async () => {
    const answer = await call("post", urls.firstPassword, { password: typedIn(form, "password") });
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

async function persons(page: Page): Promise<unknown> {
  keepSentCode(undefined);
  const answer = await call("get", urls.portalPersons);
  return answer.ok ? page.show({ at: "persons", persons: answer.data.items }) : page.fail(answer);
}

/** Chooses whose chart to open. Nobody is assumed, not even when there is one person only. */
export const anotherPerson = (page: Page) => page.doing(() => persons(page));

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
  return page.goOn(answer.data);
}

export const sendCode = (page: Page, person: Person) =>
  page.doing(async () => {
    const answer = await call("post", urls.personCodes, refOf(person));
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

type PartOfChart = components["schemas"]["OwnRecordPage"];

/** Reads a page of the chart. Pages without anything for the patient's eyes are passed over. */
async function readChart(next?: string): Promise<Result<PartOfChart>> {
  for (;;) {
    const path = next ? `${urls.ownRecords}?cursor=${encodeURIComponent(next)}` : urls.ownRecords;
    const answer = await call("get", path as typeof urls.ownRecords);
    if (!answer.ok || answer.data.items.length > 0 || !answer.data.nextCursor) return answer;
    next = answer.data.nextCursor;
  }
}

async function openChart(page: Page, person: Chart["person"]): Promise<unknown> {
  const answer = await readChart();
  return answer.ok ? page.show({ at: "records", person, entries: answer.data.items, next: answer.data.nextCursor }) : page.fail(answer);
}

export const showMore = (page: Page, chart: Chart) =>
  page.doing(async () => {
    const answer = await readChart(chart.next);
    if (!answer.ok) return page.fail(answer);
    const { items, nextCursor } = answer.data;
    page.update({ screen: { ...chart, entries: [...chart.entries, ...items], next: nextCursor } });
    document.getElementById(items[0]?.id ?? "title")?.focus(); // where reading goes on
  });

export const openRecord = (page: Page, chart: Chart, id: string) =>
  page.doing(async () => {
    const answer = await call("get", urls.ownRecord.replace("{recordId}", id) as typeof urls.ownRecord);
    if (!answer.ok) return answer.status === 404 ? openChart(page, chart.person) : page.fail(answer);
    const { type, content } = answer.data.record;
    const [views] = await Promise.all([loadRecordViews(content && hasView(type) ? [type] : []), page.learn(type)]);
    return page.show({ at: "record", own: answer.data, view: views[type], chart });
  });

/** Goes back to the list, at the record that was read. */
export async function backToChart(page: Page, chart: Chart, id: string): Promise<void> {
  await page.show(chart);
  document.getElementById(id)?.focus();
}

/** Asks for an address and follows it at once: it works for a minute and a half, and only as a download. */
export const download = (page: Page, recordId: string, fileId: string) =>
  page.doing(async () => {
    const answer = await call("post", urls.ownFile.replace("{fileId}", fileId) as typeof urls.ownFile, { recordId });
    return answer.ok ? location.assign(answer.data.url) : page.fail(answer);
  });

export const signOut = (page: Page) =>
  page.doing(async () => {
    const answer = await call("delete", urls.portalSession);
    if (!answer.ok && answer.status !== 401) return page.fail(answer);
    unguard();
    keepSentCode(undefined);
    page.update({ email: "" });
    return page.show({ at: "signIn", said: "portal.signedOut" });
  });
