import { expect, test } from "vitest";
import { demographicsFrom, differing, merged, noValues, valuesOf, type Values } from "./demographics-form";
import type { Patient } from "./queries";

const values: Values = { ...noValues, name: " Asha Verma ", sex: "female", dateOfBirth: "12/4/1988", phone: "98450 12345 " };

test("what is empty is left out, and nothing has spaces around it", () => {
  expect(demographicsFrom(values)).toEqual({ name: "Asha Verma", sex: "female", dateOfBirth: "1988-04-12", phone: "98450 12345", phoneIsGuardians: false, language: "en" });
});

test("without a number there is no guardian's number", () => {
  expect(demographicsFrom({ ...values, phone: " ", phoneIsGuardians: true }).phoneIsGuardians).toBe(false);
});

test("a patient stands in the form as they are stored", () => {
  const patient: Patient = { id: "p", name: "Asha", sex: "female", dateOfBirth: "1988-04-12", phoneStatus: "none", phoneIsGuardians: false, language: "hi", optedOut: false, version: 1, createdAt: "2026-11-22T10:00:00Z" };
  expect(valuesOf(patient)).toEqual({ ...noValues, name: "Asha", sex: "female", dateOfBirth: "12/04/1988", language: "hi" });
});

test("the number stays as it is stored", () => {
  const theirs = { ...values, phone: "+919845000000", phoneIsGuardians: true };
  expect(merged(values, { ...values, name: "Asha" }, theirs)).toEqual({ ...theirs, name: "Asha" });
  expect(differing(values, theirs)).toEqual([]);
});

test("of two who changed different details both changes are offered, of the same detail mine", () => {
  const base = { ...values, name: "Asha", number: "1" };
  const mine = { ...base, name: "Asha Verma", email: "mine@example.in" };
  const theirs = { ...base, number: "2", email: "theirs@example.in" };
  expect(merged(base, mine, theirs)).toEqual({ ...base, name: "Asha Verma", number: "2", email: "mine@example.in" });
  expect(differing(mine, theirs)).toEqual(["name", "number", "email"]);
});
