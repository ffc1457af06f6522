import type { components } from "../../api/schema";
import type { CallActions } from "../../call/Controls";
import type { CallView } from "../../call/call";
import type { Media } from "../../call/media";
import type { Over } from "../../call/signalling";
import type { Language, TextKey } from "../../shared/words";

/** What the link's page shows before anybody has joined. */
export type VisitPage = components["schemas"]["VisitLinkPage"];

export interface Trouble {
  text: TextKey;
  values?: Readonly<Record<string, number>>;
}

/**
 * Where the patient is. `lost` is a page without a link, or with one that was replaced or is cut
 * short; `asked` says that a new one was asked for.
 */
export type Screen =
  | { at: "lost"; token: boolean; asked?: boolean }
  | { at: "early"; page: VisitPage }
  | { at: "closed"; page: VisitPage; asked?: boolean }
  | { at: "ready"; page: VisitPage }
  | { at: "asking"; page: VisitPage }
  | { at: "mirror"; page: VisitPage; media: Media }
  | { at: "call"; page: VisitPage; media: Media; view: CallView }
  | { at: "over"; page: VisitPage; why: Over };

export interface State {
  screen: Screen;
  busy: boolean;
  trouble?: Trouble | undefined;
}

/** What is loaded while the first screen is read. */
export type Room = typeof import("./room");

/** What the views can ask for. */
export interface Actions extends CallActions {
  speak(language: Language): void;
  /** Looks again where the patient is. */
  reopen(): void;
  openCamera(): void;
  askToComeIn(name: string): void;
  leave(): void;
  /** Asks for a new link, by the old one or by what it was sent to. */
  renew(contact?: string): void;
}
