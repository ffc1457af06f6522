import { expect, test } from "vitest";
import { readCoding, showCoding } from "./coding";

test.each([
  ["j02.9", { system: "icd-10", code: "J02.9" }],
  ["386661006 Fever", { system: "snomed-ct", code: "386661006", display: "Fever" }],
  ["718-7", { system: "loinc", code: "718-7" }],
  ["??", { system: "icd-10", code: "??" }],
  ["  ", undefined],
])("%j is read", (typed, want) => expect(readCoding(typed, ["icd-10", "snomed-ct", "loinc"])).toEqual(want));

test("what is shown is read again as the same", () => {
  const coding = { system: "icd-10", code: "J02.9", display: "Acute pharyngitis, unspecified" } as const;
  expect(readCoding(showCoding(coding), ["icd-10"])).toEqual(coding);
});
