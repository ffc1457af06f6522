import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ulid } from "ulid";
import { over, uploadFile, type ChartFile } from "../../../files/upload";
import { fetchThroughGates } from "../../api/client";
import { fileQuery } from "./queries";

/** A file on its way into the chart. What has arrived is one of the attachments, and not here any more. */
export interface Upload {
  readonly key: string;
  readonly file: File;
  readonly state: { status: "waiting" } | { status: "sending"; sent: number } | { status: "failed"; code: string };
}

const transport = over(fetchThroughGates);

/** What tells a file from another without reading it. */
const printOf = ({ name, size, lastModified }: File): string => [name, size, lastModified].join("/");

/**
 * Sends files one after the other: on a slow line, the first is then soon there. `arrived` is told of
 * each; what was cancelled leaves no trace.
 */
export function useUploads(patientId: string, arrived: (file: ChartFile) => void) {
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const arrivals = useRef(new Map<string, string>());
  const tell = useRef(arrived);
  useEffect(() => {
    tell.current = arrived;
  });
  useEffect(() => {
    const all = stops.current;
    return () => all.forEach((stop) => stop.abort());
  }, []);

  const become = (key: string, state: Upload["state"] | undefined) =>
    setUploads((before) => (state ? before.map((upload) => (upload.key === key ? { ...upload, state } : upload)) : before.filter((upload) => upload.key !== key)));

  const send = async (key: string, file: File, { signal }: AbortController) => {
    if (signal.aborted) return;
    become(key, { status: "sending", sent: 0 });
    const came = await uploadFile(patientId, file, { key, signal, onProgress: (sent) => become(key, { status: "sending", sent }) }, transport);
    stops.current.delete(key);
    if (signal.aborted) return;
    if (!came.ok) return become(key, { status: "failed", code: came.code });
    queries.setQueryData(fileQuery(patientId, came.file.id).queryKey, came.file);
    become(key, undefined);
    arrivals.current.set(printOf(file), came.file.id);
    tell.current(came.file);
  };

  const start = (key: string, file: File) => {
    const stop = new AbortController();
    stops.current.set(key, stop);
    last.current = last.current.then(() => send(key, file, stop)).catch(() => become(key, { status: "failed", code: "internal" }));
  };

  return {
    uploads,
    /** The upload of a file that was chosen before, or the id that it arrived under. */
    before: (file: File): { upload?: Upload; id?: string } => {
      const upload = uploads.find((one) => printOf(one.file) === printOf(file));
      const id = arrivals.current.get(printOf(file));
      return { ...(upload && { upload }), ...(id && { id }) };
    },
    add(files: readonly File[]) {
      for (const file of files) {
        const key = ulid();
        setUploads((before) => [...before, { key, file, state: { status: "waiting" } }]);
        start(key, file);
      }
    },
    /** A file that cannot be taken, and why. */
    refuse(file: File, code: string) {
      setUploads((before) => [...before, { key: ulid(), file, state: { status: "failed", code } }]);
    },
    /** Sends it once more, as the same file: what had arrived of it is not sent twice. */
    again({ key, file }: Upload) {
      become(key, { status: "waiting" });
      start(key, file);
    },
    /** Ends an upload, or takes one that failed off the list. */
    drop({ key }: Upload) {
      stops.current.get(key)?.abort();
      stops.current.delete(key);
      become(key, undefined);
    },
  };
}
