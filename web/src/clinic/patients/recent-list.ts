const most = 6;

/** The list with an id at its head, no longer than is shown. */
export const withRecent = (ids: readonly string[], id: string): readonly string[] => [id, ...ids.filter((other) => other !== id)].slice(0, most);

export function readRecent(stored: string | undefined): readonly string[] {
  return stored?.split(" ").filter(Boolean).slice(0, most) ?? [];
}
