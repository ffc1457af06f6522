import { queryOptions } from "@tanstack/react-query";
import type { components } from "../../../api/schema";
import { api, got } from "../../api/client";

type Balance = components["schemas"]["Balance"];
type Saved = components["schemas"]["Record"];

/** All pages of an answer, one after the other. */
async function all<T extends { nextCursor?: string }>(page: (cursor: string | undefined) => Promise<T>): Promise<T[]> {
  const pages: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const next = await page(cursor);
    pages.push(next);
    if (!next.nextCursor) return pages;
    cursor = next.nextCursor;
  }
}

/** What a patient owes and has paid ahead, with every invoice, newest first. It must not be old: money moves by it. */
export const balanceQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["records", patientId, "balance"],
    staleTime: 0,
    queryFn: async (): Promise<Balance> => {
      const pages = await all((cursor) => got(api.GET("/api/patients/{patientId}/balance", { params: { path: { patientId }, query: { ...(cursor && { cursor }) } } })));
      return { ...(pages[0] as Balance), items: pages.flatMap(({ items }) => items) };
    },
  });

/** The patient's receipts, newest first: what a refund may be of. */
export const receiptsQuery = (patientId: string) =>
  queryOptions({
    queryKey: ["records", patientId, "receipts"],
    queryFn: async (): Promise<Saved[]> => {
      const pages = await all((cursor) => got(api.GET("/api/patients/{patientId}/records", { params: { path: { patientId }, query: { ...(cursor && { cursor }) } } })));
      return pages.flatMap(({ items }) => items).filter(({ type, status, content }) => type === "payment" && status === "final" && "kind" in content && content.kind === "receipt");
    },
  });
