import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isIn, languages, parts, readTexts, staffOnly } from "../../vite.texts";
import { newWords, type TextKey } from "./words";

const english = readTexts("en");
const textsOf = Object.fromEntries(languages.map((language) => [language, readTexts(language)]));
const namesIn = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

test.each(languages)("%s has every text, in the order of English, none empty", (language) => {
  const texts = readTexts(language);
  expect(Object.keys(texts)).toEqual(Object.keys(english));
  expect(Object.entries(texts).filter(([, text]) => !text.trim())).toEqual([]);
});

test.each(Object.keys(english))("%s names the same things in every language", (key) => {
  for (const language of languages) {
    for (const form of (textsOf[language]?.[key] ?? "").split("|")) {
      expect(namesIn(form)).toEqual(namesIn(english[key]?.split("|")[0] ?? ""));
    }
  }
});

test("Hindi is written in Devanagari", () => {
  const same = Object.entries(readTexts("hi")).filter(([, text]) => !/[ऀ-ॿ]/.test(text));
  expect(same).toEqual([["unit.ofTen", "/ 10"]]);
});

test("no text of the staff is in a part that patients load", () => {
  expect(Object.values(parts).flat().filter((word) => staffOnly.includes(word))).toEqual([]);
});

test("every text belongs to a part that is loaded, to the HTML, or to the staff", () => {
  const lost = Object.keys(english).filter((key) => !Object.keys(parts).some((part) => isIn(part, key)) && !["opening", ...staffOnly].includes(key.split(".")[0] ?? ""));
  expect(lost).toEqual([]);
});

test("every text is used", () => {
  const folder = new URL("../../", import.meta.url);
  const source = ["index.html", ...readdirSync(new URL("src/", folder), { recursive: true, encoding: "utf8" }).map((name) => `src/${name}`)]
    .filter((name) => /(\.tsx?|\.html)$/.test(name) && !/\.test\.|schema\.d/.test(name))
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .join("\n");
  // A key is used whole ("link.send") or with its end computed (`period.${unit}`, `${why}.title`).
  const named = new Set(source.match(/"[\w.-]+"|:[\w.-]+%|`[\w.-]+\.\$\{|\}\.[\w-]+`/g));
  const used = (key: string) => {
    const at = key.lastIndexOf(".");
    return [`"${key}"`, `:${key}%`, `\`${key.slice(0, at)}.\${`, `}${key.slice(at)}\``].some((form) => named.has(form));
  };
  expect(Object.keys(english).filter((key) => !used(key))).toEqual([]);
});

test("up to one thing is one, more are many", () => {
  const words = newWords("en", english);
  expect(["0.5", "1", "2"].map((n) => words.count("dose.tablet", Number(n)))).toEqual(["0.5 tablet", "1 tablet", "2 tablets"]);
  expect(words.count("dose.tablet", 0.5, "½")).toBe("½ tablet");
});

test("nothing is many in English and one in Hindi", () => {
  expect(newWords("en", english).count("clinic.chart.shown", 0)).toBe("0 records are shown");
  expect(newWords("hi", { "clinic.chart.shown": "{n} रिकॉर्ड दिखाया|{n} रिकॉर्ड दिखाए" }).count("clinic.chart.shown", 0)).toBe("0 रिकॉर्ड दिखाया");
});

test("a text without its value leaves no braces behind", () => {
  expect(newWords("en", english).t("link.for" as TextKey)).toBe("For ");
});
