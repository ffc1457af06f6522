import { keep, kept, tab } from "../../shared/storage";
import { visitTokenFrom } from "../../shared/token";

/**
 * Takes the token out of the address bar, so that it is in no history, screenshot or shared
 * address, and keeps it for this tab so that a reload works. Undefined if there is none.
 */
export function takeToken(): string | undefined {
  const { search, pathname } = location;
  if (!search) return kept(tab, "visit-token");
  history.replaceState(null, "", pathname);
  const token = visitTokenFrom(search);
  if (token !== kept(tab, "visit-token")) keepName(undefined);
  keep(tab, "visit-token", token);
  return token;
}

/** The name with which this tab is in the lobby or the room: a reload comes back without a question. */
export function keepName(name: string | undefined): void {
  keep(tab, "visit-name", name);
}

export const keptName = () => kept(tab, "visit-name");
