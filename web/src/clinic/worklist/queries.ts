import { infiniteQueryOptions } from "@tanstack/react-query";
import type { components } from "../../api/schema";
import { api, got } from "../api/client";

export type SharingTask = components["schemas"]["SharingTask"];
export type Trouble = SharingTask["trouble"];

/** Messages that did not reach their patients, and those that nobody opened, newest first. */
export const worklistQuery = infiniteQueryOptions({
  queryKey: ["worklist"],
  queryFn: ({ pageParam }) => got(api.GET("/api/sharing-worklist", { params: { query: pageParam ? { cursor: pageParam } : {} } })),
  initialPageParam: "",
  getNextPageParam: ({ nextCursor }) => nextCursor,
  staleTime: 0,
});
