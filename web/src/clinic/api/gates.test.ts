import { expect, test } from "vitest";
import { askFor, openGate, settleGate, watchGates } from "./gates";

test("calls that meet the same gate wait together, and all go on", async () => {
  const both = Promise.all([askFor("sign-in"), askFor("sign-in")]);
  expect(openGate()).toBe("sign-in");
  settleGate(true);
  expect(await both).toEqual([true, true]);
  expect(openGate()).toBeUndefined();
});

test("a gate that another replaces is not passed", async () => {
  const first = askFor("step-up");
  const second = askFor("sign-in");
  expect(await first).toBe(false);
  settleGate(false);
  expect(await second).toBe(false);
});

test("who watches is told of each change, until they stop", () => {
  let told = 0;
  const stop = watchGates(() => told++);
  void askFor("step-up");
  settleGate(true);
  stop();
  void askFor("step-up");
  settleGate(true);
  expect(told).toBe(2);
});
