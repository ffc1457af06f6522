import { expect, test } from "vitest";
import { readTexts } from "../../../vite.texts";
import { newWords } from "../../shared/words";
import type { FileRecord } from "../content";
import { StaffView } from "./FileStaffView";
import { View } from "./FileView";
import { textOf } from "../text-of";

const english = newWords("en", readTexts("en"));
const hindi = newWords("hi", readTexts("hi"));

const xray: FileRecord = { title: "Chest X-ray", category: "imaging", takenAt: "2026-02-24", source: "General Hospital", language: "en", description: "First line\nSecond line" };

test("a document is told by its kind, name, place and day", () => {
  const text = textOf(View({ content: xray, words: english }));
  for (const part of ["X-ray or scan", "Chest X-ray", "General Hospital", "24", "First line", "Second line"]) expect(text).toContain(part);
  expect(textOf(View({ content: xray, words: hindi }))).toContain("एक्स-रे या स्कैन");
});

test("every kind has a name in both languages", () => {
  for (const category of ["lab-report", "imaging", "discharge-summary", "consent", "identity", "photo", "certificate", "other"] as const) {
    for (const words of [english, hindi]) expect(textOf(View({ content: { title: "X", category }, words }))).not.toContain("file.");
  }
});

test("the staff see the language of the document, its patient does not", () => {
  expect(textOf(StaffView({ content: { ...xray, language: "ml" }, words: english }))).toMatch(/Language Malayalam/);
  expect(textOf(View({ content: { ...xray, language: "ml" }, words: english }))).not.toContain("ml");
});
