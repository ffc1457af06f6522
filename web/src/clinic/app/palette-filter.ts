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

/** The commands under their headings, in the order in which each first appears; "" for those without one. */
export function grouped(commands: readonly Command[]): ReadonlyMap<string, readonly Command[]> {
  const groups = new Map<string, Command[]>();
  for (const command of commands) groups.set(command.group ?? "", [...(groups.get(command.group ?? "") ?? []), command]);
  return groups;
}
