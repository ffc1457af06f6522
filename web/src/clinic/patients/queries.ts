import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "../../api/schema";
import { api, got, ifMatch } from "../api/client";

export type Patient = components["schemas"]["Patient"];
export type Demographics = components["schemas"]["Demographics"];
export type PortalAccess = components["schemas"]["PortalAccess"];

const at = (patientId: string) => ({ params: { path: { patientId } } });

/** A patient's demographics. Each time they are fetched, it is noted that they were read: so they are kept for a while. */
export const patientQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["patient", patientId],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}", { ...at(patientId), signal })),
    staleTime: 60_000,
    gcTime: 30 * 60_000,
  });

/** The patients that fit what was typed, page by page. That somebody searched is noted, and not for whom. */
export const searchQuery = (query: string) =>
  infiniteQueryOptions({
    queryKey: ["patients", "search", query],
    queryFn: ({ pageParam, signal }) => got(api.POST("/api/patient-searches", { body: { query, ...(pageParam && { cursor: pageParam }) }, signal })),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: query !== "",
  });

/** The first patients that fit: for a list that appears beside something else. */
export const fewQuery = (query: string) =>
  queryOptions({
    queryKey: ["patients", "few", query],
    queryFn: async ({ signal }) => (await got(api.POST("/api/patient-searches", { body: { query }, signal }))).items,
    enabled: query !== "",
  });

export const accessQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["access", patientId],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}/access", { ...at(patientId), signal })),
  });

/** What of a patient is written at the desk. */
export function demographicsOf({ name, sex, dateOfBirth, number, phone, phoneIsGuardians, email, language }: Patient): Demographics {
  return { name, sex, phoneIsGuardians, language, ...(dateOfBirth && { dateOfBirth }), ...(number && { number }), ...(phone && { phone }), ...(email && { email }) };
}

/** Takes over a patient as the server has them now: what was computed from the old ones is asked for again. */
export function usePatientChanged(): (patient: Patient) => void {
  const queries = useQueryClient();
  return (patient) => {
    queries.setQueryData(patientQuery(patient.id).queryKey, patient);
    for (const area of ["access", "records", "record"]) void queries.invalidateQueries({ queryKey: [area, patient.id] });
    for (const area of ["patients", "worklist"]) void queries.invalidateQueries({ queryKey: [area] });
  };
}

interface Change {
  readonly patientId: string;
  /** The version that the change rests on. */
  readonly version: number;
  readonly demographics: Demographics;
}

export function useChangePatient() {
  const changed = usePatientChanged();
  return useMutation({
    mutationFn: ({ patientId, version, demographics }: Change) => got(api.PUT("/api/patients/{patientId}", { params: { path: { patientId }, header: ifMatch(version) }, body: demographics })),
    onSuccess: changed,
  });
}
