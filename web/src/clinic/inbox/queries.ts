import { infiniteQueryOptions, queryOptions, type QueryClient } from "@tanstack/react-query";
import type { components } from "../../api/schema";
import { api, got } from "../api/client";

type Schemas = components["schemas"];
export type Inbox = Schemas["Inbox"];
export type InboxItem = Schemas["InboxItem"];
export type Thread = Schemas["Thread"];
export type ThreadMessage = Schemas["ThreadMessage"];

/** More than this nobody looks through: who has so much waiting filters in the counts. */
const mostPages = 20;

async function allOfInbox(queries: QueryClient): Promise<Inbox> {
  const all = await got(api.GET("/api/inbox"));
  let next = all.nextCursor;
  for (let page = 1; next && page < mostPages; page++) {
    const more = await got(api.GET("/api/inbox", { params: { query: { cursor: next } } }));
    all.items.push(...more.items);
    next = more.nextCursor;
  }
  queries.setQueryData(inboxCountsQuery.queryKey, all.counts); // the number beside "Inbox" says the same
  return { ...all, ...(next && { nextCursor: next }) };
}

/** Everything that waits, longest first. */
export const inboxQuery = queryOptions({ queryKey: ["inbox", "items"], queryFn: ({ client }) => allOfInbox(client), staleTime: 0 });

/** How much waits. Asking leaves no event, so this is what watches for news. */
export const inboxCountsQuery = queryOptions({
  queryKey: ["inbox", "counts"],
  queryFn: async () => (await got(api.GET("/api/inbox", { params: { query: { only: "counts" } } }))).counts,
  refetchInterval: 60_000,
});

/** Conversations of a patient, those with the newest message first. */
export const threadsQuery = (patientId: string) =>
  infiniteQueryOptions({
    queryKey: ["threads", patientId],
    queryFn: ({ pageParam }) => got(api.GET("/api/patients/{patientId}/threads", { params: { path: { patientId }, query: pageParam ? { cursor: pageParam } : {} } })),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });

/** A conversation, the newest messages first to come; reading them marks them as read. */
export const threadQuery = (patientId: string, threadId: string) =>
  infiniteQueryOptions({
    queryKey: ["thread", patientId, threadId],
    queryFn: ({ pageParam }) => got(api.GET("/api/patients/{patientId}/threads/{threadId}", { params: { path: { patientId, threadId }, query: pageParam ? { cursor: pageParam } : {} } })),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });

/** Whether patients may write, and how soon the practice promises to answer. */
export const messagingQuery = queryOptions({ queryKey: ["messaging"], queryFn: () => got(api.GET("/api/messaging")) });
