import { expect, test } from "vitest";
import { threeWay } from "./three-way";

const base = { name: "Sunrise Clinic", phone: "080 2555 0123", address: "12 Lake Road" };

test("what each changed alone stays, and both are kept together", () => {
  const met = threeWay(base, { ...base, phone: "080 2555 9999" }, { ...base, address: "14 Lake Road" });
  expect(met.merged).toEqual({ name: "Sunrise Clinic", phone: "080 2555 9999", address: "14 Lake Road" });
  expect(met.differences).toEqual([{ name: "address", stored: "12 Lake Road", mine: "14 Lake Road" }]);
});

test("what both changed alike is no difference", () => {
  const both = { ...base, name: "Sunrise" };
  expect(threeWay(base, both, both)).toEqual({ merged: both, differences: [] });
});

test("what both changed differently is shown, and what was typed is kept", () => {
  const met = threeWay(base, { ...base, name: "Sunset" }, { ...base, name: "Sunrise" });
  expect(met.merged.name).toBe("Sunrise");
  expect(met.differences).toEqual([{ name: "name", stored: "Sunset", mine: "Sunrise" }]);
});

test("what somebody emptied is empty, though another filled it", () => {
  const met = threeWay(base, { ...base, phone: "1" }, { ...base, phone: "" });
  expect(met.merged.phone).toBe("");
  expect(met.differences).toEqual([{ name: "phone", stored: "1", mine: "" }]);
});
