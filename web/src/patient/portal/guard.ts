import { call } from "../../api/client";
import * as urls from "../../urls";
import type { Page, Session } from "./state";

/** How long a chart stays on a screen that nobody touches. */
const untouchedMilliseconds = 10 * 60_000;

/** After how long it is asked again whether somebody who reads is still signed in: before the session ends of who writes long. */
const askMilliseconds = 20 * 60_000;

/** After how long out of sight it is asked, too: the session may have been ended from another device. */
const awayMilliseconds = 60_000;

const touches = ["pointerdown", "keydown", "scroll", "input"] as const;

let stop: (() => void) | undefined;

/** The tabs of a browser have one session: what one does to it, the others ask after. */
const tabs = globalThis.BroadcastChannel && new BroadcastChannel("portal");

export const tellTabs = (): void => tabs?.postMessage(0);

/**
 * Takes what is shown off the screen when the session has ended or opens another chart, and a chart
 * already when nobody has touched the page for a while, also on a phone that slept meanwhile. A new
 * call replaces the last.
 */
export function guard(page: Page, session: Session, pause: (person: NonNullable<Session["person"]>) => unknown): void {
  stop?.();
  const { scope, person } = session;
  let touchedAt = Date.now();
  let hiddenAt = Date.now();
  let timer: ReturnType<typeof setTimeout>;
  let asking: ReturnType<typeof setTimeout>;
  const touched = () => {
    if (!untouched()) touchedAt = Date.now();
  };
  const untouched = () => Date.now() - touchedAt >= untouchedMilliseconds;
  const look = () => {
    clearTimeout(timer);
    if (scope !== "chart" || !person) return;
    if (!untouched()) return void (timer = setTimeout(look, touchedAt + untouchedMilliseconds - Date.now()));
    stop?.();
    pause(person);
  };
  const wait = ({ expiresAt, serverTime }: Session) => {
    clearTimeout(asking);
    asking = setTimeout(() => void ask(true), Math.min(Math.max(Date.parse(expiresAt) - Date.parse(serverTime), 0), askMilliseconds) + 1000);
  };
  /** Without an answer there is nothing to see, where it is to be `sure`. */
  const ask = async (sure: boolean) => {
    const answer = await call("get", urls.portalSession);
    if (stop !== end) return; // somebody else looks after the page by now
    if (answer.ok && (!person || answer.data.person?.patientId === person.patientId)) return wait(answer.data);
    if (answer.ok) return page.fail({ ok: false, status: 409, code: "another_chart" });
    if (answer.status === 401) return page.fail(answer);
    if (!sure) return;
    stop();
    if (person) pause(person);
    else location.reload();
  };
  const turned = () => {
    look();
    if (document.hidden) hiddenAt = Date.now();
    else if (stop === end && Date.now() - hiddenAt > awayMilliseconds) void ask(false);
  };
  const end = () => {
    clearTimeout(timer);
    clearTimeout(asking);
    for (const touch of touches) removeEventListener(touch, touched, { capture: true });
    document.removeEventListener("visibilitychange", turned);
    if (tabs) tabs.onmessage = null;
    stop = undefined;
  };
  stop = end;
  wait(session);
  for (const touch of touches) addEventListener(touch, touched, { capture: true, passive: true });
  document.addEventListener("visibilitychange", turned);
  if (tabs) tabs.onmessage = () => void ask(true);
  look();
}

/** Ends the watch: nothing is shown any more. */
export const unguard = (): void => stop?.();
