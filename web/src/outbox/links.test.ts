import { expect, test } from "vitest";
import { splitLinks } from "./links";

const here = "http://localhost:8080";

test("an address of our own can be followed", () => {
  expect(splitLinks(`Open ${here}/s?abc now`, here)).toEqual([{ text: "Open " }, { text: `${here}/s?abc`, href: `${here}/s?abc` }, { text: " now" }]);
});

test.each(["https://elsewhere.example/s?abc", "http://localhost:8081/", "http://localhost:8080@elsewhere.example/", "http://", "javascript:alert(1)"])(
  "%s stays text",
  (address) => {
    expect(splitLinks(address, here).some(({ href }) => href)).toBe(false);
  },
);
