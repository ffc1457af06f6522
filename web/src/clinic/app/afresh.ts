let clear = (): void => {};

/** Says how the page is emptied: only who drew it knows. */
export function emptiedBy(empty: () => void): void {
  clear = empty;
}

/**
 * Forgets everything that this page has read or that was typed into it, and begins at the first page, or another.
 * It is emptied at once: nothing of it can be seen while the next one loads, no form of it asks to stay,
 * and what a browser keeps of it for its back button shows nothing.
 */
export function startAfresh(at = "/clinic"): void {
  clear();
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  location.replace(at);
}
