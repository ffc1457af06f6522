import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const source = new URL("../", import.meta.url);

test("no file of the patient's page reaches what is for the staff", () => {
  const files = readdirSync(new URL("patient/", source), { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
  const reaching = files.filter((name) => /StaffView|staff-views/.test(readFileSync(new URL(`patient/${name}`, source), "utf8")));
  expect(reaching).toEqual([]);
});

test("no view for patients is made from one for the staff", () => {
  const files = readdirSync(new URL("records/", source), { recursive: true, encoding: "utf8" }).filter((name) => /(?<!Staff)View\.tsx$/.test(name));
  const reaching = files.filter((name) => /StaffView/.test(readFileSync(new URL(`records/${name}`, source), "utf8")));
  expect(reaching).toEqual([]);
});
