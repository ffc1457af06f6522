import type { components } from "../../api/schema";
import type { CallActions } from "../../call/Controls";
import type { CallView } from "../../call/call";
import type { Media } from "../../call/media";
import type { Over } from "../../call/signalling";
import type { Language, TextKey } from "../../shared/words";

type Schemas = components["schemas"];
export type Visit = Schemas["Visit"];
export type Patient = Schemas["Patient"];

/** What the person who calls has noted about who is called. */
export type Start = Schemas["VisitStart"];

/** Why a visit cannot be shown. */
export type Wrong = "address" | "signedOut" | "notFound" | "offline";

export type Screen =
  | { at: "wrong"; why: Wrong }
  | { at: "ready"; visit: Visit; patient: Patient }
  | { at: "asking"; visit: Visit; patient: Patient }
  | { at: "call"; visit: Visit; patient: Patient; media: Media; view: CallView }
  | { at: "over"; visit: Visit; patient: Patient; why: Over };

export interface State {
  screen: Screen;
  busy: boolean;
  trouble?: TextKey | undefined;
}

export interface Actions extends CallActions {
  speak(language: Language): void;
  reopen(): void;
  join(): void;
  sendLink(): void;
  admit(participantId: string): void;
  refuse(participantId: string): void;
  start(start: Start): void;
  leave(): void;
  endForAll(): void;
}
