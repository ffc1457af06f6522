import { queryOptions } from "@tanstack/react-query";
import type { components } from "../../api/schema";
import { api, got } from "../api/client";

export type Patient = components["schemas"]["Patient"];

/** A patient's demographics. Each time they are fetched, it is noted that they were read. */
export const patientQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["patient", patientId],
    queryFn: ({ signal }) => got(api.GET("/api/patients/{patientId}", { params: { path: { patientId } }, signal })),
    staleTime: 60_000,
  });
