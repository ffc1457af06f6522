import { keep, kept, phone, tab } from "../../shared/storage";
import { tokenFrom } from "../../shared/token";
import type { SentCode } from "./state";

/**
 * Takes the token out of the address bar, so that it is in no history, screenshot or shared
 * address, and keeps it for this tab so that a reload works. Undefined if there is none;
 * empty if the link is not a whole one.
 */
export function takeToken(): string | undefined {
  const { search, pathname } = location;
  if (!search) return kept(tab, "token");
  history.replaceState(null, "", pathname);
  const token = tokenFrom(search) ?? "";
  if (token !== kept(tab, "token")) {
    keepSentCode(undefined);
    keepReading();
  }
  keep(tab, "token", token);
  return token;
}

export function forgetToken(): void {
  keep(tab, "token", undefined);
}

/** The code that is under way: a phone short of memory drops the page while its owner reads the SMS. */
export function keepSentCode(sent: SentCode | undefined): void {
  keep(tab, "code", sent && JSON.stringify(sent));
}

export function sentCode(now: number): SentCode | undefined {
  const sent = JSON.parse(kept(tab, "code") ?? "null") as SentCode | null;
  return sent && sent.expiresAt > now ? sent : undefined;
}

/**
 * Notes until when the records are open that this tab shows; without that, that they are not any more.
 * The session itself is in a cookie that no script reads, one for all tabs: the phone's note says which
 * tab's it is. A tab whose records these are not must show nothing that it opens.
 */
export function keepReading(until?: string): void {
  if (until || wasReading()) keep(phone, "reading", until);
  keep(tab, "reading", until);
}

export function wasReading(): boolean {
  const until = kept(tab, "reading");
  return !!until && until === kept(phone, "reading");
}
