/**
 * The first field that shows something of which nothing is kept: a number that is none, half of a date. To
 * save without it would be to lose what its author sees there.
 */
export const unreadIn = (form: HTMLElement | null): HTMLInputElement | undefined =>
  [...(form?.querySelectorAll("input") ?? [])].find((input) => input.dataset["unread"] !== undefined || input.validity.badInput);

/** Leads to such a field, out of whatever is folded around it, and has it say what is wrong. */
export function leadTo(field: HTMLInputElement): void {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  field.blur(); // one that is still being typed in says nothing yet
  field.focus();
  if (field.validity.badInput) field.reportValidity();
}
