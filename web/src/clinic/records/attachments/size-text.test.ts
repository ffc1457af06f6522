import { expect, test } from "vitest";
import { sizeText } from "./size-text";

test.each([
  [1, "1 kB"],
  [1_024, "1 kB"],
  [350 * 1024, "350 kB"],
  [1_048_576, "1 MB"],
  [20.4 * 1_048_576, "20.4 MB"],
])("%d bytes are %s", (bytes, want) => expect(sizeText("en", bytes)).toBe(want));
