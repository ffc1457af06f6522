import type { RecordType } from "../../../records/content";
import { ApiProblem } from "../../api/problem";
import { amendmentOf, holds, newRecordOf, writingOf, type Amendment, type NewRecord, type StoredRecord, type Writing } from "./writing";

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
}

class Conflict extends Error {
  constructor(readonly theirs: StoredRecord) {
    super("conflict");
  }
}

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
  #lost: NewRecord[] = [];
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

  /** Makes the record final, or stores the correction; undefined if that was refused. Asked twice, it is done once. */
  finish(): Promise<StoredRecord | undefined> {
    this.#finishing ??= this.#finish().finally(() => {
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
    const gone = theirs.status === "entered-in-error";
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

  async #finish(): Promise<StoredRecord | undefined> {
    clearTimeout(this.#timer);
    this.#become({ finishing: true, attempted: true });
    await this.#running;
    if (this.#done || this.#kept.saving.status === "conflict") return undefined;
    const { writing } = this.#kept;
    const typed = this.#typed;
    try {
      const stored = this.amends ? await this.#amend(writing) : await this.#put("final", writing);
      this.#stored = typed;
      this.close();
      this.#become({ stored, refusal: undefined, saving: { status: "saved", at: stored.recordedAt } });
      return stored;
    } catch (problem) {
      this.#failed(problem);
      return undefined;
    }
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
    if (problem instanceof Conflict) return this.#become({ saving: { status: "conflict", theirs: problem.theirs } });
    this.#become({ saving: { status: "failed", problem }, refusal: unanswered(problem) ? undefined : problem });
  }

  async #put(status: NewRecord["status"], writing: Writing): Promise<StoredRecord> {
    const keptHold = this.#kept.stored?.hold;
    const body = newRecordOf(this.type, status, writing, keptHold);
    if (keptHold && !writing.hold) await this.desk.release(this.#id);
    const send = (version: number) => (version === 0 ? this.desk.create(this.#id, body) : this.desk.update(this.#id, version, body));
    const before = this.#kept.stored?.version ?? 0;
    try {
      return await this.#answered(body, send(before));
    } catch (problem) {
      if (codeOf(problem) !== "stale" && codeOf(problem) !== "idempotency_key_reused") throw problem;
      const there = await this.desk.read(this.#id);
      if (there.status === status && holds(there, body)) return there;
      // Our own earlier one, whose answer was lost on its way.
      if (there.status === "draft" && there.version === before + 1 && this.#lost.some((lost) => holds(there, lost))) {
        this.#become({ stored: there });
        return this.#answered(body, send(there.version));
      }
      throw new Conflict(there);
    }
  }

  async #answered(body: NewRecord, asked: Promise<StoredRecord>): Promise<StoredRecord> {
    try {
      const stored = await asked;
      this.#lost = [];
      return stored;
    } catch (problem) {
      if (unanswered(problem)) this.#lost.push(body);
      throw problem;
    }
  }

  async #amend(writing: Writing): Promise<StoredRecord> {
    const body = amendmentOf(this.type, writing);
    try {
      return await this.desk.amend(this.#id, this.#kept.stored?.version ?? 0, body);
    } catch (problem) {
      if (codeOf(problem) !== "stale") throw problem;
      const there = await this.desk.read(this.#id);
      if (there.status === "amended" && holds(there, body)) return there;
      throw new Conflict(there);
    }
  }

  #become(part: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...part };
    this.#watchers.forEach((watcher) => watcher());
  }
}
