import type { ComponentType, ReactNode } from "react";
import type { components } from "../../api/schema";

export type Patient = components["schemas"]["Patient"];
export type Attachment = components["schemas"]["File"];

/** Props for one input: what the server says of its field. Spread them on any of Mantine's. */
export interface Noted {
  error?: string;
  description?: ReactNode;
  inputWrapperOrder?: ("label" | "input" | "description" | "error")[];
}

/** What the server said of a content, as it was last saved: what stops it, and what is unusual. */
export interface Notes {
  /** Of the field with this path in the content, "pulse" or "medicines.0.dose.value": the first of the paths of which something is said. */
  at(...paths: readonly string[]): Noted;
  /** Whether something is said of this part or of anything in it: such a part must not stay folded away. */
  within(path: string): boolean;
}

/**
 * What every form of a content gets. It shows `content`, which may be incomplete in every part, and
 * says what it should become; saving, warnings, drafts, the share box and leaving are its page's.
 */
export interface ContentFormProps<Content> {
  content: Readonly<Partial<Content>>;
  change(next: Readonly<Partial<Content>>): void;
  /**
   * The content as the server last kept it, with what it fills in: totals, scores, dates. It may be a
   * moment behind what is typed: show what is computed from here, and nothing else.
   */
  saved: Readonly<Partial<Content>> | undefined;
  notes: Notes;
  patient: Patient;
  /** Files of the chart that go with the record; the content may name their ids. */
  attachments: readonly string[];
  attach(ids: readonly string[]): void;
}

/** A form of one type. The contract ties a content to its type; the compiler cannot. */
export interface ContentForm {
  Form: ComponentType<ContentFormProps<never>>;
  /** What a new one begins with. */
  begin(patient: Patient): object;
}
