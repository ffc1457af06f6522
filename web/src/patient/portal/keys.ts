import { ulid } from "ulid";
import type { Draft } from "./drafts";

/** The same key for the same words, however often they are sent. */
export function keyFor(draft: Draft, body: object): { "Idempotency-Key": string } {
  const what = JSON.stringify(body);
  if (draft.sent?.what !== what) draft.sent = { key: ulid(), what };
  return { "Idempotency-Key": draft.sent.key };
}
