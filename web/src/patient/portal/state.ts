import type { ComponentChildren } from "preact";
import type { Result } from "../../api/client";
import type { components } from "../../api/schema";
import type { Language, TextKey, Words } from "../../shared/words";
import type { RecordView } from "../share/record-views";
import type { Filter } from "./listing";
import type { Part as TextPart } from "../share/texts";

type Schemas = components["schemas"];

export type Session = Schemas["PortalSession"];

export interface Trouble {
  text: TextKey;
  values?: Readonly<Record<string, number>>;
}

/** Where somebody is who has not signed in. `said` is told once, above the form. */
export type Outside =
  | { at: "signIn"; said?: TextKey }
  | { at: "forgotten"; asked?: boolean; said?: TextKey }
  | { at: "reset"; token: string }
  | { at: "confirm"; token: string };

/** Whose chart an account may open, and how that is proven. */
export type Person = Schemas["PortalPersons"]["items"][number];

export type FactorKind = Schemas["FactorKind"];

export type Entry = Schemas["OwnRecordEntry"];

/** A code that is under way to a phone. */
export interface SentCode {
  person: Person;
  hint: string;
  /** When it ends, in milliseconds as Date.now() counts. */
  expiresAt: number;
}

/** The list of a person's records, as far as it was read. */
export interface Chart {
  at: "records";
  person: Schemas["PortalPerson"];
  entries: readonly Entry[];
  next: string | undefined;
  /** What was looked for; undefined where all are listed. */
  filter?: Filter | undefined;
}

/** What stands in a chart's menu, and in the address bar while it is shown: "#messages". */
export const menu = ["records", "messages", "mine", "seen", "choices", "account"] as const;
export type MenuName = (typeof menu)[number];

/** A screen of the menu that is loaded when it is first asked for. It keeps by itself what it shows. */
export interface Part {
  at: "part";
  name: Exclude<MenuName, "records">;
  /** Tells two screens of one part from each other: a new one is read out from its heading. */
  key: string;
  person: Chart["person"];
  View: PartView;
}

export type PartView = (common: Common) => ComponentChildren;

/** What the module of a part offers. */
export interface PartModule {
  /** Fetches what is to be seen, `id` being what stands behind the part's name: "#messages/thr_1". Undefined if it leads elsewhere itself. */
  open(page: Page, person: Chart["person"], id: string | undefined): Promise<PartView | Failed | undefined | void>;
  /** Is called once it is on the screen. */
  shown?(): void;
}

/** Where somebody is who has begun to sign in. */
export type Inside =
  | { at: "choose" }
  | { at: "factor"; methods: readonly FactorKind[]; by: FactorKind }
  | { at: "persons"; persons: readonly Person[] }
  | { at: "send"; person: Person }
  | { at: "code"; sent: SentCode }
  | { at: "birth"; person: Person }
  | Chart
  | { at: "record"; own: Schemas["OwnRecord"]; view: RecordView | undefined; person: Chart["person"] }
  /** All that is listed, ready to print. */
  | { at: "sheets"; View: PartView }
  /** What was asked for could not be fetched. */
  | { at: "failed"; name: MenuName }
  /** `elsewhere`: another tab has opened another chart meanwhile. */
  | { at: "paused"; person: Chart["person"]; elsewhere?: boolean }
  /** Signing out, until the server has said that it is done. */
  | { at: "leaving" }
  | Part;

export type Screen = Outside | Inside;

export interface State {
  screen: Screen;
  busy: boolean;
  /** The address that was typed last: nobody types it twice. */
  email: string;
  /** Whether passwords are shown as they are typed. */
  shown: boolean;
  /** Messages that were not read yet. */
  unread: number;
  trouble?: Trouble | undefined;
}

export type Failed = Result<unknown> & { ok: false };

/** What the views and what they do can ask of the page. */
export interface Page {
  /** Does one thing at a time; a second tap meanwhile does nothing. */
  doing(act: () => unknown): void;
  show(screen: Screen): Promise<void>;
  update(change: Partial<State>): void;
  /** Says what went wrong; who is not signed in any more is led to the form. */
  fail(answer: Failed): unknown;
  speak(language: Language): void;
  /** Loads the words of another part of the texts, too: of a type of record, or of a screen. */
  learn(part: TextPart): Promise<void>;
  /** Shows what the session opens. */
  goOn(session: Session): Promise<unknown>;
}

/** What every view gets besides its own screen. */
export interface Common extends Omit<State, "screen"> {
  page: Page;
  words: Words;
}

export type At<S extends Screen, Name extends S["at"]> = Common & { screen: Extract<S, { at: Name }> };
