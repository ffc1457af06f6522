import { expect, test } from "vitest";
import type { Draft } from "./drafts";
import { keyFor } from "./keys";

test("the same words have the same key, however often they are sent; other words another", () => {
  const draft = { text: "" } as Draft;
  const first = keyFor(draft, { text: "a" });
  expect(keyFor(draft, { text: "a" })).toEqual(first);
  expect(keyFor(draft, { text: "b" })).not.toEqual(first);
});
