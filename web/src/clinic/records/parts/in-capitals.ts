/** What stands in a field, in capitals; the cursor stays where it is, also in the middle of a word. */
export function inCapitals(field: HTMLInputElement): string {
  const capitals = field.value.toUpperCase();
  if (field.value !== capitals) {
    const at = field.selectionStart;
    field.value = capitals; // before React does, which would put the cursor at the end
    field.setSelectionRange(at, at);
  }
  return capitals;
}
