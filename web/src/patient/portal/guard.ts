import { call } from "../../api/client";
import * as urls from "../../urls";
import type { Page, Session } from "./state";

/** How long a chart stays on a screen that nobody touches. */
const untouchedMilliseconds = 10 * 60_000;

/** After how long it is asked again whether somebody who reads is still signed in. */
const askMilliseconds = 30 * 60_000;

const touches = ["pointerdown", "keydown", "scroll", "input"] as const;

let stop: (() => void) | undefined;

/**
 * Takes what is shown off the screen when the session has ended, and a chart already when nobody
 * has touched the page for a while, also on a phone that slept meanwhile. A new call replaces the last.
 */
export function guard(page: Page, { scope, person, expiresAt, serverTime }: Session, pause: (person: NonNullable<Session["person"]>) => unknown): void {
  stop?.();
  let touchedAt = Date.now();
  let timer: ReturnType<typeof setTimeout>;
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
  const ask = async () => {
    const answer = await call("get", urls.portalSession);
    if (answer.ok) return guard(page, answer.data, pause);
    stop?.();
    if (answer.status === 401) await page.fail(answer);
    else if (person) pause(person);
    else location.reload();
  };
  const asking = setTimeout(() => void ask(), Math.min(Math.max(Date.parse(expiresAt) - Date.parse(serverTime), 0), askMilliseconds) + 1000);
  for (const touch of touches) addEventListener(touch, touched, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  stop = () => {
    clearTimeout(timer);
    clearTimeout(asking);
    for (const touch of touches) removeEventListener(touch, touched, { capture: true });
    document.removeEventListener("visibilitychange", look);
    stop = undefined;
  };
  look();
}

/** Ends the watch: nothing is shown any more. */
export const unguard = (): void => stop?.();
