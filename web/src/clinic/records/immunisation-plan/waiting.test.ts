import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { ImmunisationPlan } from "../../../records/content";
import { givenNow, keptBy, waiting } from "./waiting";

const stored = JSON.parse(readFileSync(new URL("../../../../../internal/clinic/testdata/contents/immunisation-plan.json", import.meta.url), "utf8")) as ImmunisationPlan;
const { planned = [], given = [] } = stored;
const labels = (more: readonly object[]) => waiting(planned, [...given, ...more], given).map(({ label }) => label);

test("overdue, due and upcoming doses wait, and no other", () => {
  expect(labels([]).slice(0, 4)).toEqual(["fIPV-2", "PCV-2", "OPV-3", "Penta-3"]);
  expect(waiting(planned, given, given).every(({ status }) => ["overdue", "due", "upcoming"].includes(status))).toBe(true);
});

test("a dose that was just ticked waits no more, and only the first of its vaccine", () => {
  const now = labels([givenNow("fipv", "intradermal", "2026-03-01")]);
  expect(now).not.toContain("fIPV-2");
  expect(now).toContain("fIPV-3");
});

test("a dose that was not done still waits", () => {
  expect(labels([{ vaccine: "fipv", status: "not-done", date: "2026-03-01" }])).toContain("fIPV-2");
});

test("once the server has counted a dose, it is not taken off twice", () => {
  const dose = givenNow("fipv", "intradermal", "2026-03-01");
  expect(waiting(planned, [...given, dose], [...given, dose]).map(({ label }) => label)).toContain("fIPV-2");
});

test("another schedule keeps only the series that it has", () => {
  expect(keptBy([{ code: "rotavirus", optional: false }, { code: "japanese-encephalitis", optional: false }], stored)).toEqual({ optionalSeries: [], exemptions: stored.exemptions });
});

test("a vaccine by mouth is given in the mouth", () => {
  expect([givenNow("bopv", "oral", "2026-03-01").site, givenNow("bcg", "intradermal", "2026-03-01").site]).toEqual(["mouth", undefined]);
});
