import type { Result } from "../../api/client";
import type { components } from "../../api/schema";
import type { Language, TextKey, Words } from "../../shared/words";

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

export type Screen = Outside;

export interface State {
  screen: Screen;
  busy: boolean;
  /** The address that was typed last: nobody types it twice. */
  email: string;
  /** Whether passwords are shown as they are typed. */
  shown: boolean;
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
  /** Shows what the session opens. */
  goOn(session: Session): Promise<unknown>;
}

/** What every view gets besides its own screen. */
export interface Common extends Omit<State, "screen"> {
  page: Page;
  words: Words;
}

export type At<S extends Screen, Name extends S["at"]> = Common & { screen: Extract<S, { at: Name }> };
