import { expect, test } from "vitest";
import { ApiProblem } from "../api/problem";
import { newWords } from "../../shared/words";
import type { TextKey } from "../../shared/words";
import { problemText, refusalOf } from "./problems";

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
