import { expect, test } from "vitest";
import { readTexts } from "../../../vite.texts";
import { newWords } from "../../shared/words";
import { History } from "./history";
import type { HistoryEntry } from "./state";
import { textOf } from "../../records/text-of";

const actions = { linked: true, sendCode: () => undefined, openWith: () => undefined, do: () => undefined, download: () => undefined };

const shown = (language: "en" | "hi", entries: HistoryEntry[], more = false) =>
  textOf(History({ entries, more, words: newWords(language, readTexts(language)), busy: false, trouble: undefined, actions })).replace(/\s+/g, " ");

const read: HistoryEntry = { at: "2026-03-02T06:30:00Z", what: "record-read", recordType: "prescription", name: "Dr Rao", role: "clinician" };

test("it says who did what, in words", () => {
  expect(shown("en", [read])).toContain("Read a record : prescription Dr Rao (doctor or nurse) · 2 March");
  expect(shown("hi", [read])).toContain("Dr Rao (डॉक्टर या नर्स)");
  expect(shown("en", [{ at: read.at, what: "opened", role: "you" }])).toContain("Opened the link and read what was shared You ·");
});

test("nobody yet is said, and what is older is offered", () => {
  expect(shown("en", [])).toContain("Nobody has yet.");
  expect(shown("en", [read], true)).toContain("Show earlier");
  expect(shown("en", [read])).not.toContain("Show earlier");
});

type Words = HistoryEntry["what"];

test.each(["en", "hi"] as const)("every word and role of the contract has its text in %s", (language) => {
  const words: Record<Words, true> = {
    "record-read": true, "chart-read": true, "details-read": true, "history-read": true, "record-written": true, "record-corrected": true,
    "record-withdrawn": true, registered: true, "details-changed": true, "phone-changed": true, "phone-verified": true, sent: true,
    "link-renewed": true, opened: true, locked: true, "link-withdrawn": true, "not-me": true, "opted-out": true, "opted-in": true,
    "file-read": true, "access-given": true, "access-ended": true,
  };
  const roles: Record<HistoryEntry["role"], true> = { owner: true, clinician: true, receptionist: true, clinic: true, you: true, patient: true, guardian: true };
  const types: Record<NonNullable<HistoryEntry["recordType"]>, true> = {
    "vital-signs": true, "clinical-note": true, "treatment-plan": true, file: true, prescription: true, "lab-order": true,
    "immunisation-plan": true, "growth-chart": true, "lens-prescription": true, invoice: true, payment: true,
  };
  const texts = readTexts(language);
  const wanted = [...Object.keys(words), ...Object.keys(roles).map((r) => `role.${r}`), ...Object.keys(types).map((t) => `type.${t}`)];
  expect(wanted.filter((key) => !texts[`history.${key}`])).toEqual([]);
});
