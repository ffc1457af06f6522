import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { components } from "../../api/schema";
import { api, got } from "../api/client";

export type HistoryEntry = components["schemas"]["HistoryEntry"];
export type HistoryView = "all" | "access";

const page = (patientId: string, cursor: string) => ({ params: { path: { patientId }, query: cursor ? { cursor } : {} } });

/** An entry of the access log in the form of one of the history: it names staff by their ids alone. */
const asEntry = ({ recordedAt, what = "", ...rest }: components["schemas"]["AccessEvent"]): HistoryEntry => ({ ...rest, at: recordedAt, what });

/** What happened around a chart, page by page: everything, or only who looked and changed. Reading it is an event, too. */
export const historyQuery = (patientId: string, view: HistoryView) =>
  infiniteQueryOptions({
    queryKey: ["history", patientId, view],
    queryFn: async ({ pageParam, signal }): Promise<{ items: HistoryEntry[]; nextCursor?: string }> => {
      if (view === "all") return got(api.GET("/api/patients/{patientId}/history", { ...page(patientId, pageParam), signal }));
      const { items, ...next } = await got(api.GET("/api/patients/{patientId}/access-events", { ...page(patientId, pageParam), signal }));
      return { items: items.map(asEntry), ...next };
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor || undefined,
    staleTime: 60_000,
  });

/** Who is called what at the practice, by "staff/{id}". */
export const staffNamesQuery = queryOptions({
  queryKey: ["staff", "names"],
  queryFn: async ({ signal }) => Object.fromEntries((await got(api.GET("/api/staff", { signal }))).items.map(({ id, name }) => [`staff/${id}`, name])),
  staleTime: 5 * 60_000,
});

/** Which record an entry is about: "record/{id}/{version}". */
export const recordIn = (entity: string): string | undefined => /^record\/([^/]+)/.exec(entity)?.[1];

/** The entries under the days, in this browser's zone, on which they happened. */
export function byDay(entries: readonly HistoryEntry[], dayOf: (at: string) => string): ReadonlyMap<string, readonly HistoryEntry[]> {
  const days = new Map<string, HistoryEntry[]>();
  for (const entry of entries) days.set(dayOf(entry.at), [...(days.get(dayOf(entry.at)) ?? []), entry]);
  return days;
}
