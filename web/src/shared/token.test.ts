import { expect, test } from "vitest";
import { tokenFrom } from "./token";

const token = "AbCdEfGhIjKlMnOpQrStUvWxYz01-_";

test.each([
  ["the whole query string", `?${token}`, token],
  ["what a messenger appends is left out", `?${token}&fbclid=IwAR0`, token],
  ["an appended '=' of a mail program", `?${token}=`, token],
  ["cut short", `?${token.slice(0, 29)}`, undefined],
  ["too long", `?${token}x`, undefined],
  ["a character that no secret has", `?${token.slice(0, 29)}%`, undefined],
  ["none", "", undefined],
])("%s", (_, search, want) => {
  expect(tokenFrom(search)).toBe(want);
});
