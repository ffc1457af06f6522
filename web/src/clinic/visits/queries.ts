import { infiniteQueryOptions } from "@tanstack/react-query";
import type { components } from "../../api/schema";
import { api, got } from "../api/client";

export type Visit = components["schemas"]["Visit"];

/** Video calls of a patient, newest first. */
export const visitsQuery = (patientId: string) =>
  infiniteQueryOptions({
    queryKey: ["visits", patientId],
    queryFn: ({ pageParam }) => got(api.GET("/api/patients/{patientId}/visits", { params: { path: { patientId }, query: pageParam ? { cursor: pageParam } : {} } })),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });

/** The page of the call: its own, so that a camera never runs in this one. */
export const roomOf = (patientId: string, visitId: string): string => `/call#patient=${encodeURIComponent(patientId)}&visit=${encodeURIComponent(visitId)}`;
