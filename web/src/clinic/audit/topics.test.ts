import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { concerned, isKnown, topicOf } from "./topics";

const texts = JSON.parse(readFileSync(new URL("../../../locales/en.json", import.meta.url), "utf8")) as Record<string, string>;
const said = Object.keys(texts).flatMap((key) => (key.startsWith("clinic.audit.what.") ? [key.slice("clinic.audit.what.".length)] : []));

test("each event that has a sentence has a topic", () => {
  expect(said.length).toBeGreaterThan(25);
  expect(said.filter((what) => !isKnown(what))).toEqual([]);
});

test("what is newer than our words is something else", () => {
  expect([topicOf({ what: "brand_new" }), topicOf({})]).toEqual(["other", "other"]);
});

test("somebody else of the staff is named, who did it is not named twice", () => {
  expect(concerned({ entity: "staff/b", agent: "staff/a" })).toBe("b");
  expect(concerned({ entity: "staff/a", agent: "staff/a" })).toBeUndefined();
  expect(concerned({ entity: "share-settings/2", agent: "staff/a" })).toBeUndefined();
});
