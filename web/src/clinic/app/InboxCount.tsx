/** How many things wait in the inbox. */
export function InboxCount() {
  return null;
}
