import { expect, test } from "vitest";
import { beginWith, keepBegin, takeBegin } from "./begin";

test.each([
  ["asha verma", { name: "Asha Verma" }],
  ["Asha de Souza", { name: "Asha de Souza" }],
  ["आशा वर्मा", { name: "आशा वर्मा" }],
  [" asha@example.in", { email: "asha@example.in" }],
  ["98450 12345", { phone: "98450 12345" }],
  ["+91-98450-12345", { phone: "+91-98450-12345" }],
  ["९८४५०१२३४५", { phone: "९८४५०१२३४५" }],
  ["OPD-112", {}],
  ["", {}],
])("who looked for %j begins with %j", (query, begin) => {
  expect(beginWith(query)).toEqual(begin);
});

test("what was looked for is handed on once", () => {
  keepBegin("Asha");
  expect(takeBegin()).toEqual({ name: "Asha" });
  expect(takeBegin()).toEqual({});
});
