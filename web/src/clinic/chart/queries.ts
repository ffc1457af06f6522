import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { components } from "../../api/schema";
import { api, got } from "../api/client";

type Schemas = components["schemas"];
export type ChartRecord = Schemas["Record"];
export type Sharing = Schemas["Sharing"];
export type ChartFile = Schemas["File"];
export type Preview = Schemas["RecordPreview"];
export type RecordTypeInfo = Schemas["RecordTypeInfo"];

/** A chart, a page at a time, the newest first. Each page that is fetched is noted as read. */
export const chartQuery = (patientId: string) =>
  infiniteQueryOptions({
    queryKey: ["records", patientId, "chart"],
    queryFn: ({ pageParam, signal }) => got(api.GET("/api/patients/{patientId}/records", { params: { path: { patientId }, query: pageParam ? { cursor: pageParam } : {} }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });

/** A record in its newest version. Each time it is fetched, it is noted as read. */
export const recordQuery = (patientId: string, recordId: string) =>
  queryOptions({
    queryKey: ["record", patientId, recordId],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}/records/{recordId}", { params: { path: { patientId, recordId } }, signal })),
  });

export const versionsQuery = (patientId: string, recordId: string) =>
  queryOptions({
    queryKey: ["record", patientId, recordId, "versions"],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}/records/{recordId}/versions", { params: { path: { patientId, recordId } }, signal })).then(({ items }) => items),
  });

/** A record as its patient reads it, with the head of its printed page. */
export const previewQuery = (patientId: string, recordId: string) =>
  queryOptions({
    queryKey: ["record", patientId, recordId, "preview"],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}/records/{recordId}/preview", { params: { path: { patientId, recordId } }, signal })),
  });

export const allergiesQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["records", patientId, "allergies"],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}/allergies", { params: { path: { patientId } }, signal })),
  });

export const balanceQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["records", patientId, "balance"],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}/balance", { params: { path: { patientId } }, signal })),
  });

/** The eleven types with what the share settings say of each now. */
export const recordTypesQuery = queryOptions({
  queryKey: ["record-types"],
  queryFn: ({ signal }) => got(api.GET("/api/record-types", { signal })),
  staleTime: 60_000,
});

const stillComing: readonly string[] = ["pending", "scanning"] satisfies ChartFile["state"][];

/** A file of the chart; asked about again until it was checked. */
export const fileQuery = (patientId: string, fileId: string) =>
  queryOptions({
    queryKey: ["file", patientId, fileId],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}/files/{fileId}", { params: { path: { patientId, fileId } }, signal })),
    refetchInterval: ({ state }) => (state.data && stillComing.includes(state.data.state) ? 3_000 : false),
  });
