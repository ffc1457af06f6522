import { expect, test } from "vitest";
import { pauseMilliseconds } from "./pace";

const standing = { connecting: false, hidden: false, failures: 0 };

test.each([
  ["while a connection is made", { ...standing, connecting: true }, 400],
  ["in the lobby", { ...standing, waitingMilliseconds: 0 }, 500],
  ["long in the lobby", { ...standing, waitingMilliseconds: 60_000 }, 1000],
  ["in a call that stands", standing, 2000],
  ["in a call behind another window", { ...standing, hidden: true }, 2000],
  ["in the lobby behind another window", { ...standing, hidden: true, waitingMilliseconds: 0 }, 5000],
  ["after one failure", { ...standing, connecting: true, failures: 1 }, 1000],
  ["after many failures", { ...standing, connecting: true, failures: 30 }, 10_000],
])("%s", (_, moment, want) => {
  expect(pauseMilliseconds(moment)).toBe(want);
});

test("who is hidden asks before the server takes them for gone, 30 s", () => {
  for (const waitingMilliseconds of [undefined, 0, 3_600_000]) {
    expect(pauseMilliseconds({ ...standing, hidden: true, waitingMilliseconds })).toBeLessThan(15_000);
  }
});
