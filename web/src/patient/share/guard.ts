import { keepReading } from "./memory";
import type { Inside, SharedRecords } from "./state";

/** The longest that records stay on a screen that nobody looks at: the session's idle time. */
const idleMilliseconds = 15 * 60_000;

/** The longest that a browser's timer can wait. */
const longestMilliseconds = 2 ** 31 - 1;

let stop: (() => void) | undefined;

/**
 * Takes records off the screen when their session ends, also on a phone that slept meanwhile, and
 * asks anew whether they may be shown when a page comes back after long. A new call replaces the last.
 */
export function guard(page: Inside, { expiresAt }: SharedRecords): void {
  stop?.();
  let hiddenAt = 0;
  const left = () => Date.parse(expiresAt) - Date.now();
  const end = () => {
    stop?.();
    keepReading(false);
    void page.reopen(true);
  };
  const look = () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (left() <= 0) end();
    else if (Date.now() - hiddenAt > idleMilliseconds) void page.reopen();
  };
  const timer = setTimeout(end, Math.min(left(), longestMilliseconds));
  document.addEventListener("visibilitychange", look);
  stop = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
    stop = undefined;
  };
}

/** Ends the watch over records that are no longer shown. */
export function unguard(): void {
  stop?.();
}
