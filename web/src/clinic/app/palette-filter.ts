import type { Command } from "./command";

const contains = (text: string, query: string) => text.toLocaleLowerCase().includes(query);

/** The commands that fit what was typed: those that are called so first, then those that other words lead to. */
export function commandsFor(typed: string, commands: readonly Command[]): readonly Command[] {
  const query = typed.trim().toLocaleLowerCase();
  if (query === "") return commands;
  const named = commands.filter(({ label }) => contains(label, query));
  const meant = commands.filter((command) => !named.includes(command) && (command.keywords ?? []).some((word) => contains(word, query)));
  return [...named, ...meant];
}

/** The commands under their headings, those nearest to the page first; "" for those without one. */
export function grouped(commands: readonly Command[]): ReadonlyMap<string, readonly Command[]> {
  const groups = new Map<string, Command[]>();
  const nearest = [...commands].sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0));
  for (const command of nearest) groups.set(command.group ?? "", [...(groups.get(command.group ?? "") ?? []), command]);
  return groups;
}
