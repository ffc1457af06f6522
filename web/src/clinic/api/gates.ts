/**
 * What somebody must do before a call can go on: sign in again, because the session has ended, or
 * enter the own password, because the act asks for it. The call waits meanwhile, and the form that it
 * came from stays as it is.
 */
export type Gate = "sign-in" | "step-up";

interface Waiting {
  readonly gate: Gate;
  readonly passed: Promise<boolean>;
  settle(passed: boolean): void;
}

let waiting: Waiting | undefined;
const watchers = new Set<() => void>();

const tell = () => watchers.forEach((watch) => watch());

/** Asks whoever sits there; false if they would rather not. Calls that meet the same gate wait together. */
export function askFor(gate: Gate): Promise<boolean> {
  if (waiting?.gate === gate) return waiting.passed;
  waiting?.settle(false);
  let settle = (_: boolean) => {};
  const passed = new Promise<boolean>((resolve) => {
    settle = (answer) => {
      waiting = undefined;
      resolve(answer);
      tell();
    };
  });
  waiting = { gate, passed, settle };
  tell();
  return passed;
}

export const openGate = (): Gate | undefined => waiting?.gate;

export const settleGate = (passed: boolean): void => waiting?.settle(passed);

export function watchGates(watch: () => void): () => void {
  watchers.add(watch);
  return () => watchers.delete(watch);
}
