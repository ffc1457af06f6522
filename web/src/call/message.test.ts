import { expect, test } from "vitest";
import { read, write } from "./message";

test("what is written is read", () => {
  const message = { connection: "c", page: "p", offer: 3, description: { type: "offer" as const, sdp: "v=0" } };
  expect(read(write(message))).toEqual(message);
});

test.each(["", "{", "null", "7", '"text"', '{"page":1}', '{"candidates":{}}', '{"offer":"1"}', '{"description":"v=0"}'])("%j from another browser is no message", (payload) => {
  expect(read(payload)).toBeUndefined();
});
