import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, got } from "../api/client";
import { useTell } from "../ui/tell";
import { threadQuery, type Thread } from "./queries";

type Path = { patientId: string; threadId: string };

/** What can be done to a conversation as a whole; each tells the pages that show it. */
export function useThreadActs(path: Path) {
  const queries = useQueryClient();
  const { patientId, threadId } = path;
  const changed = useCallback(
    (thread: Thread) => {
      queries.setQueryData(threadQuery(patientId, threadId).queryKey, (before) => before && { ...before, pages: before.pages.map((page) => ({ ...page, thread })) });
      void queries.invalidateQueries({ queryKey: ["threads", patientId] });
      void queries.invalidateQueries({ queryKey: ["inbox"] });
    },
    [queries, patientId, threadId],
  );
  const params = { path: { patientId, threadId } };
  return {
    close: async () => changed(await got(api.POST("/api/patients/{patientId}/threads/{threadId}/close", { params }))),
    reopen: async () => changed(await got(api.POST("/api/patients/{patientId}/threads/{threadId}/reopen", { params }))),
    assign: async (to: string) => changed(await got(api.POST("/api/patients/{patientId}/threads/{threadId}/assign", { params, body: { to } }))),
  };
}

/** Downloads a file of the chart: its address works for a minute and a half, and only as a download. */
export function useDownload(patientId: string): (fileId: string) => void {
  const tell = useTell();
  return (fileId) => {
    got(api.POST("/api/patients/{patientId}/files/{fileId}/download", { params: { path: { patientId, fileId } } })).then(({ url }) => location.assign(url), tell.failed);
  };
}
