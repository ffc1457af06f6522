import { queryOptions } from "@tanstack/react-query";
import { api, got, ifMatch } from "../api/client";
import { ApiProblem } from "../api/problem";
import type { Desk } from "./editor/keeper";

/** A record as it is stored now. That it was read is an event, so it is not read again for nothing. */
export const recordQuery = (patientId: string, recordId: string) =>
  queryOptions({
    queryKey: ["record", patientId, recordId],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}/records/{recordId}", { params: { path: { patientId, recordId } }, signal })),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** The eleven types, and what the practice shares of each. */
export const recordTypesQuery = queryOptions({
  queryKey: ["record-types"],
  queryFn: ({ signal }) => got(api.GET("/api/record-types", { signal })),
});

/** What the notes of a chart state of allergies. */
export const allergiesQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["allergies", patientId],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}/allergies", { params: { path: { patientId } }, signal })),
    refetchOnWindowFocus: false,
  });

/** The newest page of a chart: for what was measured or prescribed before. */
export const newestRecordsQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["records", patientId, "newest"],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}/records", { params: { path: { patientId } }, signal })),
    refetchOnWindowFocus: false,
  });

/** The server, as far as one patient's records are written. */
export function deskOf(patientId: string): Desk {
  const path = (recordId: string) => ({ patientId, recordId });
  return {
    create: (id, body) => got(api.POST("/api/patients/{patientId}/records", { params: { path: { patientId }, header: { "Idempotency-Key": id } }, body })),
    update: (id, version, body) => got(api.PUT("/api/patients/{patientId}/records/{recordId}", { params: { path: path(id), header: ifMatch(version) }, body })),
    amend: (id, version, body) => got(api.POST("/api/patients/{patientId}/records/{recordId}/amendments", { params: { path: path(id), header: ifMatch(version) }, body })),
    read: (id) => got(api.GET("/api/patients/{patientId}/records/{recordId}", { params: { path: path(id) } })),
    async release(id) {
      try {
        await got(api.DELETE("/api/patients/{patientId}/records/{recordId}/hold", { params: { path: path(id) } }));
      } catch (problem) {
        if (!(problem instanceof ApiProblem && problem.code === "not_held")) throw problem; // somebody else released it
      }
    },
  };
}

/** Ends a draft. It stays in the chart as entered in error. */
export const discardDraft = (patientId: string, recordId: string, version: number) =>
  got(api.POST("/api/patients/{patientId}/records/{recordId}/entered-in-error", { params: { path: { patientId, recordId }, header: ifMatch(version) }, body: { reason: "Draft discarded" } }));
