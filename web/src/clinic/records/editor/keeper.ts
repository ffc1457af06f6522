import type { RecordType } from "../../../records/content";
import { ApiProblem } from "../../api/problem";
import { amendmentOf, holds, newRecordOf, onTopOf, writingOf, type Amendment, type NewRecord, type StoredRecord, type Writing } from "./writing";

/** What the keeper asks of the server. */
export interface Desk {
  create(id: string, body: NewRecord): Promise<StoredRecord>;
  update(id: string, version: number, body: NewRecord): Promise<StoredRecord>;
  amend(id: string, version: number, body: Amendment): Promise<StoredRecord>;
  read(id: string): Promise<StoredRecord>;
  release(id: string): Promise<unknown>;
}

/** How far saving has come. */
export type Saving =
  | { readonly status: "untouched" }
  | { readonly status: "typed" }
  | { readonly status: "saving" }
  | { readonly status: "saved"; readonly at: string }
  | { readonly status: "failed"; readonly problem: unknown }
  /** Somebody else stored another version: nothing is saved until it is said which one counts. */
  | { readonly status: "conflict"; readonly theirs: StoredRecord };

export interface Kept {
  readonly writing: Writing;
  readonly stored: StoredRecord | undefined;
  readonly saving: Saving;
  /** Why the newest attempt to save was refused. */
  readonly refusal: unknown;
  /** Somebody has pressed Save: from now on, what is missing is said too. */
  readonly attempted: boolean;
  readonly finishing: boolean;
  /** The record as it was saved for good: nothing is kept of it here any more. */
  readonly finished: StoredRecord | undefined;
}

/** What was sent, and as what it would be stored. */
interface Sent {
  readonly status: StoredRecord["status"];
  readonly body: NewRecord | Amendment;
}

/** Whether two of them say the same, final or not. */
const alike = (a: Sent, b: Sent): boolean => {
  const [one, other] = [a, b].map(({ body }) => ({ ...body, status: "" }));
  return holds(one, other) && holds(other, one);
};

class Conflict extends Error {
  constructor(readonly theirs: StoredRecord) {
    super("conflict");
  }
}

const nothing: Writing = { content: {}, attachments: [] };

/** Whether what somebody else stored takes no version after it: it ended, or stands in the books. */
export const isGone = ({ status, type }: StoredRecord): boolean => status === "entered-in-error" || (status !== "draft" && (type === "invoice" || type === "payment"));

export const typingMilliseconds = 800;
const longestPauseMilliseconds = 15_000;

const codeOf = (problem: unknown) => (problem instanceof ApiProblem ? problem.code : "internal");

/** No answer came, or one that says nothing: what was sent may have been stored. */
const unanswered = (problem: unknown) => problem instanceof ApiProblem && (problem.status === 0 || problem.status >= 500);

/**
 * Keeps what somebody writes: drafts are saved by themselves a moment after the last key, one request
 * at a time, and again when the connection is back. A correction of a final record has no draft; it is
 * saved when its author says so.
 */
export class Keeper {
  #kept: Kept;
  #id: string;
  #watchers = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #finishing: Promise<StoredRecord | undefined> | undefined;
  #typed = 0;
  #stored = 0;
  #pause = 1_000;
  #lost: Sent[] = [];
  #done = false;

  constructor(
    id: string,
    readonly type: RecordType,
    start: { content: object } | { stored: StoredRecord },
    private readonly desk: Desk,
  ) {
    this.#id = id;
    const stored = "stored" in start ? start.stored : undefined;
    this.#kept = {
      writing: "stored" in start ? writingOf(start.stored) : { content: start.content, attachments: [] },
      stored,
      saving: stored?.status === "draft" ? { status: "saved", at: stored.recordedAt } : { status: "untouched" },
      refusal: undefined,
      attempted: false,
      finishing: false,
      finished: undefined,
    };
  }

  get id(): string {
    return this.#id;
  }

  /** Whether a final record is being corrected. */
  get amends(): boolean {
    return this.#kept.stored !== undefined && this.#kept.stored.status !== "draft";
  }

  /** Whether something is typed that the server does not have. */
  get dirty(): boolean {
    return !this.#done && this.#typed > this.#stored;
  }

  /** Whether keeping has ended: it is saved for good, discarded or given up. */
  get closed(): boolean {
    return this.#done;
  }

  readonly kept = (): Kept => this.#kept;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  edit(part: Partial<Writing>): void {
    this.#typed++;
    const { saving, writing } = this.#kept;
    this.#become({ writing: { ...writing, ...part }, ...(saving.status !== "conflict" && saving.status !== "saving" && { saving: { status: "typed" } }) });
    if (!this.amends) this.#later(typingMilliseconds);
  }

  /** Saves what is typed now; resolves to whether the server has all of it. */
  async flush(): Promise<boolean> {
    if (this.#finishing) await this.#finishing;
    if (this.amends) return !this.dirty;
    clearTimeout(this.#timer);
    await this.#running;
    if (this.dirty && this.#kept.saving.status !== "conflict") await this.#save();
    return !this.dirty;
  }

  /**
   * Makes the record final, or stores the correction; undefined if that was refused. Asked twice, it is
   * done once. \`box\` is how the share box stood on the screen, where nobody touched it.
   */
  finish(box?: boolean): Promise<StoredRecord | undefined> {
    this.#finishing ??= this.#finish(box).finally(() => {
      this.#finishing = undefined;
      this.#become({ finishing: false });
    });
    return this.#finishing;
  }

  /** Settles a conflict. Taking theirs gives back what was typed, for an undo. */
  settle(choice: "mine" | "theirs", newId: () => string): Writing {
    const { saving, writing } = this.#kept;
    if (saving.status !== "conflict") return writing;
    const { theirs } = saving;
    if (choice === "theirs") {
      this.#stored = this.#typed;
      this.#become({ writing: writingOf(theirs), stored: theirs, saving: { status: "saved", at: theirs.recordedAt }, refusal: undefined });
      return writing;
    }
    const gone = isGone(theirs);
    if (gone) this.#id = newId(); // what ended cannot be written again: mine becomes a record of its own
    this.#become({ stored: gone ? undefined : theirs, saving: { status: "typed" }, refusal: undefined });
    this.#typed++;
    if (!this.amends) this.#later(0);
    return writing;
  }

  /** Ends keeping: the record was discarded, or what is typed is given up. */
  close(): void {
    this.#done = true;
    clearTimeout(this.#timer);
  }

  async #finish(box: boolean | undefined): Promise<StoredRecord | undefined> {
    clearTimeout(this.#timer);
    this.#become({ finishing: true, attempted: true });
    await this.#running;
    if (this.#done || this.#kept.saving.status === "conflict") return undefined;
    if (box !== undefined && this.#kept.writing.shareBox === undefined) this.#become({ writing: { ...this.#kept.writing, shareBox: box } });
    const { writing } = this.#kept;
    const typed = this.#typed;
    try {
      const stored = this.amends ? await this.#amend(writing) : await this.#put("final", writing);
      this.#finished(stored, typed);
      return stored;
    } catch (problem) {
      this.#failed(problem);
      return undefined;
    }
  }

  #finished(stored: StoredRecord, typed: number): void {
    this.#stored = typed;
    this.close();
    this.#become({ stored, finished: stored, refusal: undefined, saving: { status: "saved", at: stored.recordedAt } });
  }

  #later(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#done) this.#timer = setTimeout(() => void this.#save(), milliseconds);
  }

  #save(): Promise<void> {
    this.#running ??= this.#saveOnce().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #saveOnce(): Promise<void> {
    if (!this.dirty || this.amends || this.#kept.saving.status === "conflict") return;
    const typed = this.#typed;
    this.#become({ saving: { status: "saving" } });
    try {
      const stored = await this.#put("draft", this.#kept.writing);
      if (stored.status !== "draft") return this.#finished(stored, typed); // Save had been heard, and its answer lost
      this.#stored = typed;
      this.#pause = 1_000;
      const more = this.#typed > typed;
      this.#become({ stored, refusal: undefined, saving: more ? { status: "typed" } : { status: "saved", at: stored.recordedAt } });
      if (more && !this.#finishing) this.#later(typingMilliseconds);
    } catch (problem) {
      this.#failed(problem);
      if (!unanswered(problem) || this.#finishing) return;
      this.#later(this.#pause);
      this.#pause = Math.min(this.#pause * 2, longestPauseMilliseconds);
    }
  }

  #failed(problem: unknown): void {
    if (problem instanceof Conflict) {
      const { writing, stored } = this.#kept;
      const base = stored ? writingOf(stored) : nothing;
      return this.#become({ writing: onTopOf(writingOf(problem.theirs), base, writing), saving: { status: "conflict", theirs: problem.theirs } });
    }
    this.#become({ saving: { status: "failed", problem }, refusal: unanswered(problem) ? undefined : problem });
  }

  async #put(status: NewRecord["status"], writing: Writing): Promise<StoredRecord> {
    const keptHold = this.#kept.stored?.hold;
    const body = newRecordOf(this.type, status, writing, keptHold);
    if (keptHold && !writing.hold) await this.desk.release(this.#id);
    const send = (version: number) => (version === 0 ? this.desk.create(this.#id, body) : this.desk.update(this.#id, version, body));
    return this.#send({ status, body }, send);
  }

  #amend(writing: Writing): Promise<StoredRecord> {
    const body = amendmentOf(this.type, writing);
    return this.#send({ status: "amended", body }, (version) => this.desk.amend(this.#id, version, body));
  }

  /** Sends something over the version that is known, or over an own one of which no answer came. */
  async #send(what: Sent, send: (version: number) => Promise<StoredRecord>): Promise<StoredRecord> {
    const before = this.#kept.stored?.version ?? 0;
    try {
      return await this.#answered(what, send(before));
    } catch (problem) {
      if (codeOf(problem) !== "stale" && codeOf(problem) !== "idempotency_key_reused") throw problem;
      const there = await this.desk.read(this.#id);
      // Only what was sent from here and never answered can be ours: that a colleague's version has all of
      // mine in it does not make it mine.
      const ours = there.version === before + 1 ? this.#lost.filter(({ status, body }) => status === there.status && holds(there, body)) : [];
      if (ours.length === 0) throw new Conflict(there);
      if (ours.some((one) => alike(one, what)) && (there.status !== "draft" || what.status === "draft")) return there;
      if (there.status === "final") throw new Conflict(there);
      this.#become({ stored: there });
      return this.#answered(what, send(there.version));
    }
  }

  async #answered(what: Sent, asked: Promise<StoredRecord>): Promise<StoredRecord> {
    try {
      const stored = await asked;
      this.#lost = [];
      return stored;
    } catch (problem) {
      if (unanswered(problem)) this.#lost.push(what);
      throw problem;
    }
  }

  #become(part: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...part };
    this.#watchers.forEach((watcher) => watcher());
  }
}
