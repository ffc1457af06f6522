import type { ComponentChild } from "preact";
import type { components } from "../../api/schema";
import type { TextKey } from "../../shared/words";
import type { Common, MainButton, Title, TroubleText } from "../share/views";

/** Whom a number may stand for: a first letter, or behind the date of birth a name and its clinic. */
export type Choice = components["schemas"]["PhoneChoice"];

/** A code that may be under way, with times of this phone's clock in milliseconds. */
export interface AskedCode {
  phone: string;
  minutes: number;
  expiresAt: number;
  resendAt: number;
}

/** Where somebody is who comes back by number. `said` is told once, above the form. */
export type Entry =
  | { step: "number"; phone?: string; said?: TextKey }
  | { step: "code"; asked: AskedCode }
  /** With a date of birth the persons are those who share it: choosing one opens the records. */
  | { step: "person"; persons: readonly Choice[]; expiresAt: number; dateOfBirth?: string }
  | { step: "birth"; person: Choice; from: Extract<Entry, { step: "person" }> };

/** What the views can ask for. */
export interface Deeds {
  ask(phone: string): void;
  enter(code: string): void;
  choose(person: Choice): void;
  prove(dateOfBirth: string): void;
  goTo(entry: Entry): void;
}

/**
 * What the share page draws its own screens with. They are handed over: imported, they would have the
 * build part the page's first file in two, which costs every patient 0.3 kB before the record.
 */
export interface Pieces {
  MainButton: typeof MainButton;
  Title: typeof Title;
  TroubleText: typeof TroubleText;
}

/** The screen of the share page that holds the whole way; its view comes with it, as it is loaded when it is asked for. */
export interface EntryScreen {
  at: "entry";
  entry: Entry;
  deeds: Deeds;
  View: (props: Omit<Common, "actions"> & Omit<EntryScreen, "at" | "View"> & { pieces: Pieces }) => ComponentChild;
}
