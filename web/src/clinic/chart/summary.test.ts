import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { languages, readTexts } from "../../../vite.texts";
import type { RecordType } from "../../records/content";
import { newWords } from "../../shared/words";
import { summaryOf } from "./summary";

const words = newWords("en", readTexts("en"));
const contentOf = (type: string) => JSON.parse(readFileSync(new URL(`../../../../internal/clinic/testdata/contents/${type}.json`, import.meta.url), "utf8")) as never;
const types: RecordType[] = ["vital-signs", "clinical-note", "prescription", "lab-order", "treatment-plan", "immunisation-plan", "growth-chart", "lens-prescription", "invoice", "payment", "file"];

test.each(types)("a %s is told from another in a line, and a draft without anything says nothing", (type) => {
  for (const language of languages) {
    const line = summaryOf({ type, content: contentOf(type) }, newWords(language, readTexts(language)));
    expect(line).not.toBe("");
    expect(line).not.toMatch(/undefined|NaN|\[object|\w+\.\w+\.\w+/);
    expect(line.length).toBeLessThan(200);
  }
  expect(summaryOf({ type, content: {} as never }, words)).toBe("");
});

test("of many things three are named and the others counted", () => {
  const medicines = ["Amoxicillin", "Paracetamol", "Cetirizine", "Zinc"].map((generic) => ({ generic, form: "tablet" as const }));
  const content = { medicines, consultation: { mode: "in-person" as const, stage: "first" as const } };
  expect(summaryOf({ type: "prescription", content: content as never }, words)).toBe("Amoxicillin, Paracetamol, Cetirizine +1");
});
