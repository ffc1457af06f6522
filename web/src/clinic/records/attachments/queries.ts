import { queryOptions } from "@tanstack/react-query";
import { api, got } from "../../api/client";

/** How often we look whether a file has been checked. */
const lookMilliseconds = 1_500;

/** A file of a chart, asked for again until it was checked. */
export const fileQuery = (patientId: string, fileId: string) =>
  queryOptions({
    queryKey: ["file", patientId, fileId],
    queryFn: () => got(api.GET("/api/patients/{patientId}/files/{fileId}", { params: { path: { patientId, fileId } } })),
    refetchInterval: ({ state: { data } }) => (data && data.state !== "ready" && data.state !== "refused" ? lookMilliseconds : false),
  });
