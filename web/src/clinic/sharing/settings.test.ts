import { expect, test } from "vitest";
import { differences, groups, onTopOf, type ShareChoice } from "./settings";

const all = Object.fromEntries(groups.flatMap(({ types }) => types.map((type) => [type, "on"] as const)));
const choice: ShareChoice = { master: true, modes: all, quietMinutes: 15 };

test("two choices that are alike differ in nothing", () => {
  expect(differences(choice, structuredClone(choice))).toEqual([]);
});

test("what differs is named with both sides, in the order of the page", () => {
  const after: ShareChoice = { master: false, modes: { ...all, payment: "off", "clinical-note": "ask" }, quietMinutes: 0 };
  expect(differences(choice, after)).toEqual([
    { what: "master", before: true, after: false },
    { what: "type", type: "clinical-note", before: "on", after: "ask" },
    { what: "type", type: "payment", before: "on", after: "off" },
    { what: "quiet", before: 15, after: 0 },
  ]);
});

test("keeping one's own takes nothing back that only somebody else changed", () => {
  const stored: ShareChoice = { master: false, modes: { ...all, file: "off", invoice: "off" }, quietMinutes: 30 };
  const mine: ShareChoice = { ...choice, modes: { ...all, file: "ask" }, quietMinutes: 5 };
  expect(onTopOf(stored, choice, mine)).toEqual({ master: false, modes: { ...all, file: "ask", invoice: "off" }, quietMinutes: 5 });
  expect(onTopOf(stored, choice, choice)).toEqual(stored);
});

test("each of the eleven types stands on the page once", () => {
  const types = groups.flatMap((one) => [...one.types]);
  expect([types.length, new Set(types).size]).toEqual([11, 11]);
});
