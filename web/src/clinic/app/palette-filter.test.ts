import { expect, test } from "vitest";
import type { Command } from "./command";
import { commandsFor, grouped } from "./palette-filter";

const command = (id: string, label: string, more: Partial<Command> = {}): Command => ({ id, label, run: () => {}, ...more });
const all = [command("staff", "Staff", { group: "Settings" }), command("inbox", "Inbox", { keywords: ["staff messages"] }), command("sharing", "Share settings", { group: "Settings" })];
const ids = (commands: readonly Command[]) => commands.map(({ id }) => id);

test("everything is offered until something is typed", () => {
  expect(ids(commandsFor("  ", all))).toEqual(["staff", "inbox", "sharing"]);
});

test("what is called so comes before what other words lead to", () => {
  expect(ids(commandsFor(" STAFF", all))).toEqual(["staff", "inbox"]);
  expect(ids(commandsFor("nothing", all))).toEqual([]);
});

test("commands stand together under their headings", () => {
  expect([...grouped(all)].map(([group, commands]) => [group, ids(commands)])).toEqual([
    ["Settings", ["staff", "sharing"]],
    ["", ["inbox"]],
  ]);
});

test("what the page itself offers stands before what every page does", () => {
  const offered = [command("sharing", "Share settings", { group: "Settings", distance: 3 }), command("inbox", "Inbox", { distance: 2 }), command("chart", "Chart", { group: "Asha Verma", distance: 1 }), command("new", "New: Prescription", { group: "Asha Verma" })];
  expect([...grouped(offered)].map(([group, commands]) => [group, ids(commands)])).toEqual([
    ["Asha Verma", ["new", "chart"]],
    ["", ["inbox"]],
    ["Settings", ["sharing"]],
  ]);
});
