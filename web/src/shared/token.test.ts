import { expect, test } from "vitest";
import { tokenFrom, visitTokenFrom } from "./token";

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

test.each([
  ["the whole query string", `?${token.slice(0, 22)}`, token.slice(0, 22)],
  ["what a messenger appends is left out", `?${token.slice(0, 22)}&fbclid=IwAR0`, token.slice(0, 22)],
  ["cut short", `?${token.slice(0, 21)}`, undefined],
  ["a share link's", `?${token}`, undefined],
])("of a call: %s", (_, search, want) => {
  expect(visitTokenFrom(search)).toBe(want);
});
