import { expect, test } from "vitest";
import { ApiProblem } from "../../api/problem";
import { FieldNotes, remarksOf } from "./notes";

const detail = "seldom outside 41 to 130";
const textOf = (field: { detail: string }) => field.detail;
const unusual = { pointer: "/content/pulse", code: "unusual_value", detail };
const absent = { pointer: "/content/bloodPressure/diastolic", code: "required", detail: "missing" };

test("what is missing is not said before somebody wants to save", () => {
  expect(remarksOf([unusual, absent], undefined, false, textOf)).toEqual([{ path: "content.pulse", stops: false, text: detail }]);
  expect(remarksOf([absent], undefined, true, textOf)).toEqual([{ path: "content.bloodPressure.diastolic", stops: true, text: "missing" }]);
});

test("what is unusual warns, what cannot be is an error", () => {
  const notes = new FieldNotes(remarksOf([unusual, { pointer: "/content/weight", code: "out_of_range", detail: "0.2 to 500 kg" }], undefined, false, textOf));
  expect(notes.at("pulse").error).toBeUndefined();
  expect(notes.at("pulse").description).toBeDefined();
  expect(notes.at("weight").error).toBe("0.2 to 500 kg");
  expect(notes.at("height")).toEqual({});
});

test("a refusal and the same warning are said once", () => {
  const refusal = new ApiProblem("invalid", 422, { fields: [absent] });
  expect(remarksOf([absent], refusal, true, textOf)).toHaveLength(1);
});

test("once something was refused, what stopped an earlier draft is not said any more", () => {
  const refusal = new ApiProblem("refund_too_large", 409);
  expect(remarksOf([absent, unusual], refusal, true, textOf).map(({ path }) => path)).toEqual(["content.pulse"]);
});

test("what no field looks for is left over, so that nothing goes unsaid", () => {
  const notes = new FieldNotes(remarksOf([unusual, absent], undefined, true, textOf));
  notes.at("pulse");
  expect(notes.left().map(({ path }) => path)).toEqual(["content.bloodPressure.diastolic"]);
  expect([notes.within("bloodPressure"), notes.within("blood"), notes.within("pulse")]).toEqual([true, false, true]);
});
