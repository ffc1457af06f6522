import { call, type Result } from "../../api/client";
import type { components } from "../../api/schema";
import * as urls from "../../urls";

/** What the patient looks for. Words about health go in a body, not in an address. */
export type Filter = Omit<components["schemas"]["OwnRecordSearch"], "cursor">;

type PartOfChart = components["schemas"]["OwnRecordPage"];

/** What was typed and chosen, without what was left empty; undefined if all was. */
export function filterOf(typed: Readonly<Record<keyof Filter, string>>): Filter | undefined {
  const given = Object.entries(typed).filter(([, value]) => value.trim());
  return given.length > 0 ? (Object.fromEntries(given.map(([name, value]) => [name, value.trim()])) as Filter) : undefined;
}

/** Reads a page of the chart. Pages without anything for the patient's eyes, or that was looked for, are passed over. */
export async function readChart(filter?: Filter, cursor?: string): Promise<Result<PartOfChart>> {
  for (;;) {
    const path = cursor ? `${urls.ownRecords}?cursor=${encodeURIComponent(cursor)}` : urls.ownRecords;
    const answer: Result<PartOfChart> = filter
      ? await call("post", urls.recordSearches, { ...filter, ...(cursor && { cursor }) })
      : await call("get", path as typeof urls.ownRecords);
    if (!answer.ok || answer.data.items.length > 0 || !answer.data.nextCursor) return answer;
    cursor = answer.data.nextCursor;
  }
}
