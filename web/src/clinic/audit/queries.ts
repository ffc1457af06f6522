import { infiniteQueryOptions } from "@tanstack/react-query";
import type { components } from "../../api/schema";
import { api, got } from "../api/client";

export type AccessEvent = components["schemas"]["AccessEvent"];

/** What happened in the practice apart from its patients, newest first. */
export const auditQuery = infiniteQueryOptions({
  queryKey: ["audit"],
  queryFn: ({ pageParam }) => got(api.GET("/api/audit-events", { params: { query: pageParam ? { cursor: pageParam } : {} } })),
  initialPageParam: "",
  getNextPageParam: ({ nextCursor }) => nextCursor,
  staleTime: 0,
});
