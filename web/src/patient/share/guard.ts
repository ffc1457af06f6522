import { keepReading, wasReading } from "./memory";
import type { Inside, SharedRecords } from "./state";

/** The longest that records stay on a screen that nobody looks at: the session's idle time. */
const idleMilliseconds = 15 * 60_000;

/** The longest that a browser's timer can wait. */
const longestMilliseconds = 2 ** 31 - 1;

let stop: (() => void) | undefined;

/**
 * Takes records off the screen when their session ends, also on a phone that slept meanwhile, and
 * asks anew whether they may be shown when a page comes back after long. They go, too, when another tab
 * has closed them or has opened others. A new call replaces the last.
 */
export function guard(page: Inside, { expiresAt }: SharedRecords): void {
  stop?.();
  let hiddenAt = Date.now();
  const noted = wasReading(); // not where the browser keeps nothing
  const left = () => Date.parse(expiresAt) - Date.now();
  // First of all they are out of sight: the answer may be long in coming, or never come.
  const askAnew = async (again?: boolean) => {
    stop?.();
    await page.show({ at: "finished" });
    await page.reopen(again);
  };
  const end = () => {
    keepReading();
    void askAnew(true);
  };
  const look = () => {
    if (left() <= 0 || (noted && !wasReading())) end();
  };
  const turned = () => {
    look();
    if (document.hidden) hiddenAt = Date.now();
    else if (stop && Date.now() - hiddenAt > idleMilliseconds) void askAnew();
  };
  const timer = setTimeout(end, Math.min(left(), longestMilliseconds));
  document.addEventListener("visibilitychange", turned);
  addEventListener("storage", look);
  addEventListener("pageshow", look);
  stop = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", turned);
    removeEventListener("storage", look);
    removeEventListener("pageshow", look);
    stop = undefined;
  };
}

/** Ends the watch over records that are no longer shown. */
export function unguard(): void {
  stop?.();
}
