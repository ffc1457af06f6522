import type { components } from "../../../api/schema";
import type { RecordType } from "../../../records/content";

type Schemas = components["schemas"];
export type StoredRecord = Schemas["Record"];
export type NewRecord = Schemas["NewRecord"];
export type Amendment = Schemas["Amendment"];
export type NewHold = Schemas["NewHold"];
export type Warning = Schemas["Warning"];

/** Everything of a record that its author chooses. What is undefined is left to the server. */
export interface Writing {
  readonly content: object;
  readonly shareBox?: boolean | undefined;
  /** When it was observed; undefined: when it is saved. */
  readonly effectiveAt?: string | undefined;
  readonly attachments: readonly string[];
  readonly hold?: NewHold | undefined;
  /** Why a final record is corrected. */
  readonly reason?: string | undefined;
}

/** What somebody goes on with who opens a stored record. */
export function writingOf(stored: StoredRecord): Writing {
  const { content, shareBox, effectiveAt, recordedAt, attachments = [], hold, status } = stored;
  return {
    content,
    shareBox: status === "draft" ? shareBox : undefined,
    // A draft without a time of its own has that of its last save.
    effectiveAt: status === "draft" && effectiveAt === recordedAt ? undefined : effectiveAt,
    attachments,
    hold: hold && { reason: hold.reason, ...(hold.releaseAt && { releaseAt: hold.releaseAt }) },
  };
}

const common = ({ content, shareBox, effectiveAt, attachments }: Writing) => ({
  content: content as NewRecord["content"],
  attachments: [...attachments],
  ...(shareBox !== undefined && { shareBox }),
  ...(effectiveAt && { effectiveAt }),
});

/**
 * A hold goes with a save only where it changed: each one is written to the access events. One without a
 * reason waits for it while the record is a draft, and has a final one refused: without it, that would be
 * shared.
 */
const changedHold = ({ hold }: Writing, kept: NewHold | undefined, status: NewRecord["status"]) =>
  hold && (status === "final" || hold.reason.trim()) && (hold.reason !== kept?.reason || hold.releaseAt !== kept.releaseAt) ? { hold } : {};

export const newRecordOf = (type: RecordType, status: NewRecord["status"], writing: Writing, keptHold: NewHold | undefined): NewRecord => ({
  type,
  status,
  ...common(writing),
  ...changedHold(writing, keptHold, status),
});

export const amendmentOf = (type: RecordType, writing: Writing): Amendment => ({ type, reason: writing.reason?.trim() ?? "", ...common(writing) });

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * What was written here over what somebody else has stored meanwhile, both having begun with \`base\`: the
 * content as it was written, and of what stands beside it all that was changed here. The rest is theirs:
 * whoever goes on with an own text does not by that release a colleague's hold or untick their box.
 */
export function onTopOf(theirs: Writing, base: Writing, mine: Writing): Writing {
  const was = base.attachments;
  const attachments = [...mine.attachments.filter((id) => !was.includes(id) || theirs.attachments.includes(id)), ...theirs.attachments.filter((id) => !was.includes(id) && !mine.attachments.includes(id))];
  return {
    ...mine,
    attachments,
    shareBox: mine.shareBox === undefined || mine.shareBox === base.shareBox ? theirs.shareBox : mine.shareBox,
    effectiveAt: mine.effectiveAt === base.effectiveAt ? theirs.effectiveAt : mine.effectiveAt,
    hold: same(mine.hold, base.hold) ? theirs.hold : mine.hold,
  };
}

/**
 * Whether what is stored is what was sent: the server tidies the ends of texts and adds what it
 * computes, and drops nothing but what is empty.
 */
export function holds(stored: unknown, sent: unknown): boolean {
  if (typeof sent === "string") return typeof stored === "string" ? tidied(stored) === tidied(sent) : stored === undefined && tidied(sent) === "";
  if (Array.isArray(sent)) {
    const list = Array.isArray(stored) ? stored : [];
    return list.length === sent.length && sent.every((entry, i) => holds(list[i], entry));
  }
  if (sent !== null && typeof sent === "object") {
    const there = (stored ?? {}) as Readonly<Record<string, unknown>>;
    return Object.entries(sent).every(([name, value]) => holds(there[name], value));
  }
  return stored === sent || (stored === undefined && (sent === undefined || sent === false || sent === 0));
}

const moment = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

const tidied = (text: string) => (moment.test(text) ? new Date(text).toISOString() : text.normalize("NFC").replace(/\r\n?/g, "\n").trim());
