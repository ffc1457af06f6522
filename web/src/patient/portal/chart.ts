import { always, call } from "../../api/client";
import * as urls from "../../urls";
import type { TextKey } from "../../shared/words";
import { hasView, loadRecordViews } from "../share/record-views";
import type { Part as TextPart } from "../share/texts";
import { startDownload } from "./downloads";
import { stopUploads } from "./drafts";
import { keepPages } from "./keeping";
import { readChart, type Filter } from "./listing";
import type { Chart, Failed, MenuName, Page, Part, PartModule, Screen } from "./state";

type Person = Chart["person"];

/** The parts of the menu with the texts that they need. Each is loaded when it is first asked for. */
const parts: Record<Part["name"], { texts: readonly TextPart[]; load: () => Promise<PartModule> }> = {
  messages: { texts: ["portal-messages"], load: () => import("./talk") },
  mine: { texts: ["portal-mine"], load: () => import("./mine") },
  seen: { texts: ["history"], load: () => import("./seen") },
  choices: { texts: ["portal-choices"], load: () => import("./choices") },
  account: { texts: ["portal-account"], load: () => import("./account") },
};

/** Whose chart is open; nobody's while it is hidden. */
let reader: Person | undefined;

/** The list as it was left, to go back to. */
let list: Chart | undefined;

/** The record that was read last. */
let lastRead: string | undefined;

/** Where a record was opened from. */
let back: "records" | "mine" = "records";

/** How often in a row a part of the page could not be loaded. */
let broken = 0;

/** Opens a person's chart where the address says: "#messages", "#record/rec_1"; at the records if it says nothing. */
export function openChart(page: Page, person: Person): Promise<unknown> {
  if (person.patientId !== reader?.patientId) list = lastRead = undefined;
  reader = person;
  always["X-Chart"] = person.patientId;
  void count(page);
  void keepPages(() => page.update({}));
  return route(page, person);
}

/** Shows the place that the address has changed to, by a link or the back button. */
export function follow(page: Page): void {
  const person = reader;
  // Some browsers never ask twice for a part; and after a new version the old one's are gone.
  if (person && broken > 1) location.reload();
  else if (person) page.doing(() => route(page, person));
}

/** Hides the chart, until somebody goes on reading it, and returns whose it is. The address stays, and nothing else to go back to. */
export function hideChart(): Person | undefined {
  const hidden = reader;
  reader = list = lastRead = undefined;
  return hidden;
}

/** Closes the chart for good; nothing of it stays in the address. What is being written waits for whose it is. */
export function closeChart(page: Page): void {
  hideChart();
  stopUploads();
  page.update({ unread: 0 });
  history.replaceState(null, "", location.pathname);
}

/** Whether a chart is open; a hidden one is not. */
export const isReading = (): boolean => !!reader;

/** Counts what was not read yet. Without an answer nothing is said of it. */
export async function count(page: Page): Promise<void> {
  const asked = reader;
  const answer = await call("get", urls.unreadMessages);
  if (answer.ok && asked === reader) page.update({ unread: answer.data.unread });
}

async function route(page: Page, person: Person): Promise<unknown> {
  const [name = "", id] = location.hash.slice(1).split("/");
  const part = name in parts ? (name as Part["name"]) : undefined;
  try {
    const shown = name === "record" && id ? showRecord(page, person, id) : name === "sheets" && list ? showSheets(page, person, list) : part ? showPart(page, person, part, id) : showRecords(page, person);
    const done = await shown;
    broken = 0;
    return done;
  } catch {
    broken++;
    return failed(page, person, part ?? "records", { ok: false, status: 0, code: "offline" }); // a part of the page could not be loaded
  }
}

/** Shows a screen of the chart, unless it was hidden or closed while its answer was on the way. */
async function show(page: Page, person: Person, screen: Screen): Promise<boolean> {
  if (reader !== person) return false;
  await page.show(screen);
  return true;
}

/** Says in the place of what was asked for why it is not there. The address stays: its links would do nothing a second time. */
async function failed(page: Page, person: Person, name: MenuName, answer: Failed): Promise<unknown> {
  return (await show(page, person, { at: "failed", name })) && page.fail(answer);
}

async function showPart(page: Page, person: Person, name: Part["name"], id: string | undefined): Promise<unknown> {
  const { texts, load } = parts[name];
  const [module] = await Promise.all([load(), ...texts.map((part) => page.learn(part))]);
  const found = await module.open(page, person, id);
  if (!found) return undefined;
  if (typeof found !== "function") return failed(page, person, name, found);
  back = name === "mine" ? "mine" : "records";
  return (await show(page, person, { at: "part", name, key: `${name}/${id ?? ""}`, person, View: found })) && module.shown?.();
}

/** The list, read anew; after a record as it was left, at that record. */
async function showRecords(page: Page, person: Person): Promise<unknown> {
  const read = lastRead;
  lastRead = undefined;
  back = "records";
  if (!read || !list) {
    const answer = await readChart();
    if (!answer.ok) return failed(page, person, "records", answer);
    if (reader !== person) return;
    list = { at: "records", person, entries: answer.data.items, next: answer.data.nextCursor };
  }
  if ((await show(page, person, list)) && read) document.getElementById(read)?.focus();
}

export const showMore = (page: Page, chart: Chart) =>
  page.doing(async () => {
    const answer = await readChart(chart.filter, chart.next);
    if (!answer.ok) return page.fail(answer);
    const { items, nextCursor } = answer.data;
    list = { ...chart, entries: [...chart.entries, ...items], next: nextCursor };
    page.update({ screen: list });
    document.getElementById(items[0]?.id ?? "title")?.focus(); // where reading goes on
  });

/** Lists what is looked for; everything without a filter. */
export const find = (page: Page, chart: Chart, filter: Filter | undefined) =>
  page.doing(async () => {
    if (filter?.from && filter.to && filter.to < filter.from) return page.update({ trouble: { text: "find.error.days" } });
    const answer = await readChart(filter);
    if (!answer.ok) return page.fail(answer);
    list = { ...chart, entries: answer.data.items, next: answer.data.nextCursor, filter };
    page.update({ screen: list });
    document.getElementById(!filter ? "title" : list.entries.length > 0 ? "found" : "nothing")?.focus();
  });

/** Puts all that is listed on sheets, to be printed. */
export const openSheets = () => location.assign("#sheets");

async function showSheets(page: Page, person: Person, chart: Chart): Promise<unknown> {
  const View = await (await import("./sheets")).openSheetsOf(page, chart);
  if (typeof View !== "function") return failed(page, person, "records", View);
  lastRead = "title"; // the list stays as it was
  return show(page, person, { at: "sheets", View });
}

export const openRecord = (id: string) => location.assign(`#record/${id}`);

async function showRecord(page: Page, person: Person, id: string): Promise<unknown> {
  const answer = await call("get", urls.ownRecord.replace("{recordId}", encodeURIComponent(id)) as typeof urls.ownRecord);
  if (!answer.ok) {
    if (answer.status !== 404) return failed(page, person, back, answer);
    list = undefined; // it was taken back, or is another person's
    return backToList();
  }
  lastRead = id;
  const { type, content } = answer.data.record;
  const [views] = await Promise.all([loadRecordViews(content && hasView(type) ? [type] : []), page.learn(type)]);
  return show(page, person, { at: "record", own: answer.data, view: views[type], person });
}

/** Leaves no second way back to the record behind. */
export const backToList = () => location.replace(`#${back}`);

/** Where the record that is shown belongs in the menu. */
export const listed = () => back;

/** Says a refusal in a part's own words, where it has some. */
export function refuse(page: Page, answer: Failed, words: Readonly<Record<string, TextKey>>): unknown {
  const text = words[answer.field ?? answer.code];
  return text && answer.status !== 401 ? page.update({ trouble: { text } }) : page.fail(answer);
}

/** Asks for an address and follows it at once: it works for a minute and a half, and only as a download. */
export const download = (page: Page, recordId: string, fileId: string) =>
  page.doing(async () => {
    const answer = await call("post", urls.ownFile.replace("{fileId}", fileId) as typeof urls.ownFile, { recordId });
    return answer.ok ? startDownload(answer.data.url) : page.fail(answer);
  });
