import { call } from "../../api/client";
import * as urls from "../../urls";
import { isReading } from "./chart";
import type { Page } from "./state";

/** How soon it is looked for an answer, and how seldom after a long wait. */
const soonMilliseconds = 20_000;
const seldomMilliseconds = 120_000;

let stop: (() => void) | undefined;

/**
 * Looks for new messages of a thread for as long as it is on the screen and somebody can see it, first
 * often and then more seldom; `came` fetches them. To ask is not to read, and is written down nowhere.
 */
export function lookForNews(page: Page, id: string, came: () => Promise<unknown>): void {
  stop?.();
  let wait = soonMilliseconds;
  let timer: ReturnType<typeof setTimeout>;
  const shown = () => stop === end && isReading() && location.hash === `#messages/${id}`;
  const again = () => {
    clearTimeout(timer);
    if (!shown()) return end();
    if (!document.hidden) timer = setTimeout(() => void look(), wait);
  };
  const look = async () => {
    clearTimeout(timer);
    if (!shown()) return end();
    const answer = await call("get", urls.unreadMessages);
    if (!shown()) return end();
    if (answer.ok) {
      const here = answer.data.threads.find((thread) => thread.id === id)?.unread ?? 0;
      page.update({ unread: answer.data.unread - here });
      wait = here > 0 ? soonMilliseconds : Math.min(wait * 1.2, seldomMilliseconds);
      if (here > 0) await came();
    } else if (answer.status === 401 || answer.status === 409) {
      page.fail(answer);
    }
    again();
  };
  const turned = () => {
    wait = soonMilliseconds;
    if (document.hidden) clearTimeout(timer);
    else void look();
  };
  const end = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", turned);
    if (stop === end) stop = undefined;
  };
  stop = end;
  document.addEventListener("visibilitychange", turned);
  again();
}
