import type { Result } from "../../api/client";
import type { components } from "../../api/schema";
import type { Language, TextKey } from "../../shared/words";
import type { EntryScreen } from "../entry/state";
import type { Part } from "./texts";

type Schemas = components["schemas"];

/** What the link's page shows before any code. */
export type LinkPage = Schemas["ShareLinkPage"];
export type SharedRecords = Schemas["SharedRecords"];
export type HistoryEntry = Schemas["OwnHistoryEntry"];

/** A code that was sent, with times of this phone's clock in milliseconds. */
export interface SentCode {
  hint: string;
  minutes: number;
  expiresAt: number;
  resendAt: number;
}

/** What to tell the patient went wrong: a text and what belongs into it. */
export interface Trouble {
  text: TextKey;
  values?: Readonly<Record<string, number>>;
}

/** What can be done to the messages of the practice, in the place where they are spoken of. */
export type Messages = "folded" | "ask" | "stopped" | "started";

/** Where the patient is. `busy` and `trouble` belong to the one thing that can be done there. */
export type Screen =
  | { at: "link"; page: LinkPage; again?: boolean }
  | { at: "code"; page: LinkPage; sent: SentCode }
  | { at: "records"; shared: SharedRecords }
  | { at: "history"; shared: SharedRecords; entries: HistoryEntry[]; next?: string | undefined }
  | { at: "ended"; page: LinkPage; renewed?: boolean }
  | { at: "notMe"; page: Pick<LinkPage, "practice" | "person"> }
  | { at: "notMeDone" }
  | { at: "finished" }
  | { at: "missing" }
  | { at: "home"; again?: boolean }
  | EntryScreen;

export interface State {
  screen: Screen;
  messages: Messages;
  busy: boolean;
  trouble?: Trouble | undefined;
}

/** What few patients ask for; it is loaded when they do. */
export type OtherAction =
  | "renew"
  | "askNotMe"
  | "reportNotMe"
  | "reopen"
  | "askMessages"
  | "keepMessages"
  | "stopMessages"
  | "startMessages"
  | "finish"
  | "history"
  | "backToRecords"
  | "byNumber"
  | "english"
  | "hindi";

/** What the views can ask for. */
export interface Actions {
  /** Whether a link led here; who came by number has none that could be closed. */
  linked: boolean;
  sendCode(): void;
  openWith(code: string): void;
  do(action: OtherAction): void;
  download(fileId: string): void;
}

/** What an action that is loaded later may do with the page. */
export interface Inside {
  readonly token: string;
  show(screen: Screen): Promise<void>;
  update(change: Partial<State>): void;
  fail(answer: Result<unknown> & { ok: false }): Promise<void>;
  /** Finds out anew where the patient is, and shows that; `again` says that they were reading. */
  reopen(again?: boolean): Promise<void>;
  /** Says everything in the language, or in the one that it is in, with further parts of the texts. */
  speak(language?: Language, ...parts: Part[]): Promise<void>;
}
