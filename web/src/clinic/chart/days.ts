import { formatDate } from "../../shared/format";
import type { Language } from "../../shared/words";
import type { ChartRecord } from "./queries";

export interface Day {
  /** As the page shows it. */
  name: string;
  records: ChartRecord[];
}

/** For sorting, the newest first. By time, not by text: instants come with as many decimals of a second as they need. */
export const newestFirst = (a: { effectiveAt: string }, b: { effectiveAt: string }): number => Date.parse(b.effectiveAt) - Date.parse(a.effectiveAt);

/** Records that lie on a day together, the newest day first; within a day the newest first. */
export function byDay(records: readonly ChartRecord[], language: Language): Day[] {
  const days: Day[] = [];
  for (const record of [...records].sort(newestFirst)) {
    const name = formatDate(language, record.effectiveAt);
    const last = days.at(-1);
    if (last?.name === name) last.records.push(record);
    else days.push({ name, records: [record] });
  }
  return days;
}
