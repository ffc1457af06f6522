import { expect, test } from "vitest";
import type { Patient } from "../form";
import { mendedByPhone, shareObstacle } from "./share-obstacle";

const patient: Patient = { id: "P", name: "Asha Verma", sex: "female", dateOfBirth: "1988-04-12", language: "en", phone: "+919812345678", phoneStatus: "verified", phoneIsGuardians: false, optedOut: false, version: 1, createdAt: "2026-01-01T00:00:00Z" };
const types = (master: boolean, mode: "on" | "ask" | "off") => ({ master, items: [{ type: "vital-signs" as const, group: "emr" as const, mode, boxDefault: mode === "on" }] });
const now = new Date("2026-03-01T06:00:00Z");
const obstacle = (of: Partial<Patient>, settings = types(true, "on")) => shareObstacle(settings, "vital-signs", { ...patient, ...of }, now);

test("a verified number of an adult has nothing in its way", () => expect(obstacle({})).toBeUndefined());

test("what is switched off comes before what is wrong with the number", () => {
  expect(obstacle({ phoneStatus: "none" }, types(false, "on"))).toBe("master-off");
  expect(obstacle({ phoneStatus: "none" }, types(true, "off"))).toBe("type-off");
  expect(obstacle({}, types(true, "ask"))).toBeUndefined();
});

test("a number that is missing or not verified can be mended on the spot, an opt-out cannot", () => {
  expect([obstacle({ phoneStatus: "none" }), obstacle({ phoneStatus: "unverified" }), obstacle({ phoneStatus: "not-theirs" })]).toEqual(["no-phone", "unverified", "not-theirs"]);
  expect(obstacle({ optedOut: true })).toBe("opted-out");
  expect([mendedByPhone("unverified"), mendedByPhone("opted-out")]).toEqual([true, false]);
});

test("under eighteen the number must be a guardian's, until the birthday", () => {
  expect(obstacle({ dateOfBirth: "2008-03-02" })).toBe("no-guardian");
  expect(obstacle({ dateOfBirth: "2008-03-01" })).toBeUndefined();
  expect(obstacle({ dateOfBirth: "2025-12-01", phoneIsGuardians: true })).toBeUndefined();
});
