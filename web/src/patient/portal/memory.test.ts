import { expect, test } from "vitest";
import { linkIn } from "./memory";

const token = "AbCdEfGhIjKlMnOpQr01-_";

test.each([
  ["a forgotten password", `#reset=${token}`, { at: "reset", token }],
  ["a new address", `#confirm=${token}`, { at: "confirm", token }],
  ["an appended '=' of a mail program", `#reset=${token}=`, { at: "reset", token }],
  ["cut short", `#reset=${token.slice(1)}`, undefined],
  ["too long", `#reset=${token}x`, undefined],
  ["for something else", `#invite=${token}`, undefined],
  ["none", "", undefined],
])("the link of %s", (_, hash, want) => {
  expect(linkIn(hash)).toEqual(want);
});
