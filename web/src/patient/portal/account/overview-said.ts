import type { TextKey } from "../../../shared/words";

/** What has just been done; it is told once, above the account. */
let said: TextKey | undefined;

/** Goes back to the account, and tells there what was done. */
export function overview(done: TextKey): void {
  said = done;
  location.replace("#account");
}

export function takeSaid(): TextKey | undefined {
  const told = said;
  said = undefined;
  return told;
}
