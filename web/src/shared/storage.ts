/** Keeps a text, or forgets it. A browser may refuse (private windows, full disks): then nothing is kept. */
export function keep(storage: () => Storage, key: string, value: string | undefined): void {
  try {
    if (value === undefined) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Nothing is lost but the comfort of a reload.
  }
}

export function kept(storage: () => Storage, key: string): string | undefined {
  try {
    return storage().getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What lasts as long as the tab, and as long as the phone's owner does not clear it. */
export const tab = () => sessionStorage;
export const phone = () => localStorage;
