import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, got } from "../api/client";

/** What is shared, by the settings in force. */
export const shareSettingsQuery = queryOptions({ queryKey: ["share-settings"], queryFn: () => got(api.GET("/api/share-settings")) });

/** Who changed what when, newest first. */
export const shareHistoryQuery = infiniteQueryOptions({
  queryKey: ["share-settings", "history"],
  queryFn: ({ pageParam }) => got(api.GET("/api/share-settings/history", { params: { query: pageParam ? { cursor: pageParam } : {} } })),
  initialPageParam: "",
  getNextPageParam: ({ nextCursor }) => nextCursor,
});
