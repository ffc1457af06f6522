import { expect, test } from "vitest";
import { pollAfter } from "./polling";

const now = Date.parse("2026-11-22T10:00:00Z");
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

test("what is being decided or sent is asked about often, later seldom", () => {
  expect(pollAfter([{ recordedAt: ago(0), sharing: { state: "deciding" } }], now)).toBe(2_000);
  expect(pollAfter([{ recordedAt: ago(60), sharing: { state: "deciding" } }], now)).toBe(30_000);
  expect(pollAfter([{ recordedAt: ago(60), sharing: { state: "sending", decidedAt: ago(1) } }], now)).toBe(2_000);
});

test("whether it was opened is asked about for ten minutes", () => {
  expect(pollAfter([{ recordedAt: ago(9), sharing: { state: "delivered", sentAt: ago(9) } }], now)).toBe(10_000);
  expect(pollAfter([{ recordedAt: ago(11), sharing: { state: "delivered", sentAt: ago(11) } }], now)).toBe(false);
});

test("nothing is asked about what does not change by itself", () => {
  const ended = (["not-shared", "failed", "opened", "withdrawn"] as const).map((state) => ({ recordedAt: ago(0), sharing: { state, sentAt: ago(0) } }));
  expect(pollAfter([...ended, { recordedAt: ago(0) }], now)).toBe(false);
  expect(pollAfter([], now)).toBe(false);
});

test("of many records the most pressing counts", () => {
  expect(pollAfter([{ recordedAt: ago(1), sharing: { state: "sent", sentAt: ago(1) } }, { recordedAt: ago(0), sharing: { state: "deciding" } }], now)).toBe(2_000);
});
