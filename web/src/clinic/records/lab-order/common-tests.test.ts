import { expect, test } from "vitest";
import { renamed, testsOf, unitOf } from "./common-tests";

test("a known test brings its code, and takes it along when it becomes another", () => {
  const haemoglobin = renamed({}, "haemoglobin");
  expect(haemoglobin).toMatchObject({ name: "Haemoglobin", loinc: { system: "loinc", code: "718-7" }, specimen: { text: "Venous blood" } });
  expect(unitOf(haemoglobin)).toBe("g/dL");
  const unknown = renamed(haemoglobin, "Haemoglobin F");
  expect(unknown).toEqual({ name: "Haemoglobin F" });
});

test("a code that was typed stays with its line", () => {
  const own = { name: "Something", loinc: { system: "loinc", code: "20570-8" } } as const;
  expect(renamed(own, "Haematocrit").loinc).toEqual(own.loinc);
});

test("a panel is its tests, each of which says of which it is one", () => {
  expect(testsOf("lipids").map(({ loinc, panel, fasting }) => [loinc?.code, panel, fasting])).toEqual(["2093-3", "2571-8", "2085-9", "18262-6"].map((code) => [code, "Lipid profile", true]));
});
