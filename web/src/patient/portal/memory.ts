import { keep, kept, phone, tab } from "../../shared/storage";
import type { Outside, Person, SentCode } from "./state";

const key = "account-link";

/** What a mail's link is for: "#reset=…" or "#confirm=…". Undefined if it is cut short. */
export function linkIn(hash: string): Outside | undefined {
  const [, at, token] = /^#(reset|confirm)=([\w-]{22})=?$/.exec(hash) ?? [];
  return at && token ? ({ at, token } as Outside) : undefined;
}

/**
 * Takes the token out of the address bar, so that it is in no history, screenshot or shared
 * address, and keeps it for this tab so that a reload works. Undefined if the page was opened
 * without a link.
 */
export function takeLink(): Outside | undefined {
  const inChart = /^#(record|records|sheets|messages|mine|seen|choices|account)(\/|$)/.test(location.hash);
  const hash = (inChart ? "" : location.hash) || kept(tab, key);
  if (!hash) return undefined;
  history.replaceState(null, "", location.pathname);
  const found = linkIn(hash);
  keep(tab, key, found && hash);
  return found ?? { at: "forgotten", said: "portal.error.account_link_ended" };
}

/** A link is used once. */
export function forgetLink(): void {
  keep(tab, key, undefined);
}

/** Forgets the share link that was opened in this tab before, and whether its records are: what is wanted now is another way. */
export function forgetShareLink(): void {
  for (const kept of ["token", "reading"]) keep(tab, kept, undefined);
}

/** A code that is under way, as it is kept: without a name. */
type KeptCode = Pick<SentCode, "hint" | "expiresAt"> & Pick<Person, "practiceId" | "patientId">;

/** The code that is under way: a phone short of memory drops the page while its owner reads the SMS. */
export function keepSentCode(sent: SentCode | undefined): void {
  const { person, hint, expiresAt } = sent ?? {};
  keep(tab, "portal-code", person && JSON.stringify({ practiceId: person.practiceId, patientId: person.patientId, hint, expiresAt }));
}

/** The code that is under way to one of these persons. */
export function sentCode(persons: readonly Person[]): SentCode | undefined {
  const { practiceId, patientId, hint = "", expiresAt = 0 } = (JSON.parse(kept(tab, "portal-code") ?? "null") ?? {}) as Partial<KeptCode>;
  const person = persons.find((one) => one.practiceId === practiceId && one.patientId === patientId);
  return person && expiresAt > Date.now() ? { person, hint, expiresAt } : undefined;
}

/** Whether somebody has asked to be signed out, and the server could not be told yet: also a page that is opened later does that first. */
export const keepLeaving = (leaving: boolean): void => keep(phone, "leaving", leaving ? "1" : undefined);

export const isLeaving = () => kept(phone, "leaving") === "1";
