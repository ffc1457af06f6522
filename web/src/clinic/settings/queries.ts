import { queryOptions } from "@tanstack/react-query";
import type { components } from "../../api/schema";
import { api, got } from "../api/client";

export type StaffMember = components["schemas"]["StaffMember"];
export type Factors = components["schemas"]["Factors"];
export type Factor = components["schemas"]["Factor"];
export type OwnSession = components["schemas"]["OwnSession"];

export const practiceQuery = queryOptions({ queryKey: ["practice"], queryFn: ({ signal }) => got(api.GET("/api/practice", { signal })) });

export const staffQuery = queryOptions({ queryKey: ["staff"], queryFn: async ({ signal }) => (await got(api.GET("/api/staff", { signal }))).items });

/** The own second factors. */
export const factorsQuery = queryOptions({ queryKey: ["factors"], queryFn: ({ signal }) => got(api.GET("/api/session/factors", { signal })) });

/** Where one is signed in. */
export const ownSessionsQuery = queryOptions({ queryKey: ["own-sessions"], queryFn: async ({ signal }) => (await got(api.GET("/api/sessions", { signal }))).items });
