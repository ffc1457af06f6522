import { queryOptions } from "@tanstack/react-query";
import { api, got } from "../../api/client";

/** The schedules that a plan may follow, and the vaccines. They change with a release. */
export const schedulesQuery = queryOptions({ queryKey: ["immunisation-schedules"], queryFn: () => got(api.GET("/api/immunisation-schedules")), staleTime: Infinity });

/** A stored plan as it stands today. */
export const forecastQuery = (patientId: string, recordId: string) =>
  queryOptions({ queryKey: ["record", patientId, recordId, "forecast"], queryFn: () => got(api.GET("/api/patients/{patientId}/records/{recordId}/immunisation-forecast", { params: { path: { patientId, recordId } } })) });
