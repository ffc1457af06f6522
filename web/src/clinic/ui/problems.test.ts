import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ApiProblem } from "../api/problem";
import { newWords } from "../../shared/words";
import type { TextKey } from "../../shared/words";
import { readTexts } from "../../../vite.texts";
import { fieldText, problemText, refusalOf } from "./problems";

const texts: Record<string, string> = { "clinic.problem.stale": "Somebody changed it.", "clinic.problem.internal": "Our mistake.", "clinic.problem.code_too_soon": "Wait {seconds} s.", "clinic.field.required": "Please fill this in." };
const words = { ...newWords("en", texts), has: (key: string): key is TextKey => key in texts };

test("a refusal is told in our words, and what we have none for is our mistake", () => {
  expect(problemText(words, new ApiProblem("stale", 412))).toBe("Somebody changed it.");
  expect(problemText(words, new ApiProblem("brand_new", 400))).toBe("Our mistake.");
  expect(problemText(words, new TypeError("secret"))).toBe("Our mistake.");
  expect(problemText(words, new ApiProblem("code_too_soon", 429, { retryAfterSeconds: 30 }))).toBe("Wait 30 s.");
});

test("what belongs to a field stands there, and the rest above the form", () => {
  const problem = new ApiProblem("invalid", 422, {
    fields: [
      { pointer: "/name", code: "required", detail: "a name is required" },
      { pointer: "/medicines/0/dose", code: "out_of_range", detail: "a dose is between 0 and 10,000" },
      { pointer: "/hidden", code: "odd", detail: "this is odd" },
    ],
  });
  expect(refusalOf(words, problem, (path) => path !== "hidden")).toEqual({
    text: "This is odd",
    at: { name: "Please fill this in.", "medicines.0.dose": "A dose is between 0 and 10,000" },
  });
});

test("bounds are said in both languages, the rest of a sentence of the server in English alone", () => {
  const pulse = { pointer: "/content/pulse", code: "out_of_range", detail: "a pulse is between 20 and 300 a minute" };
  const money = { pointer: "/content/amount", code: "out_of_range", detail: "this amount is between ₹0.01 and ₹1,000 crore" };
  const hindi = { ...newWords("hi", readTexts("hi")), has: (key: string): key is TextKey => key in readTexts("hi") };
  expect(fieldText(words, pulse)).toBe("A pulse is between 20 and 300 a minute");
  expect(fieldText(hindi, pulse)).toBe("यह 20 और 300 के बीच होता है।");
  expect(fieldText(hindi, money)).toBe("यह संभव नहीं है। जाँचें।");
});

/** Named by no form: ids and modes are chosen, never typed. */
const chosen: readonly string[] = ["not_a_record_id", "not_a_file_id", "not_an_id", "unknown_mode", "record_type_unknown"];

test("whatever the rules of the domain say of a field, the clinic has words for it", () => {
  const rules = new URL("../../../../internal/clinic/", import.meta.url);
  const texts = readTexts("en");
  const sources = readdirSync(rules).filter((name) => name.endsWith(".go") && !/_test|errors|visit\./.test(name)).map((name) => readFileSync(new URL(name, rules), "utf8"));
  const codes = sources.flatMap((source) => [...source.matchAll(/"([a-z]+(?:_[a-z0-9]+)*)",\s*(?:fmt\.Sprintf\()?"[^"]* [^"]*"/g)].map(([, code = ""]) => code));
  expect(new Set(codes).size).toBeGreaterThan(50);
  expect([...new Set(codes)].filter((code) => !chosen.includes(code) && !(`clinic.field.${code}` in texts))).toEqual([]);
});
