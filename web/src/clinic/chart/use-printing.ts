import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { RecordType } from "../../records/content";
import type { Language, Words } from "../../shared/words";
import { useTell } from "../ui/tell";
import type { PatientView } from "./PatientCard";
import { readingQuery } from "./patient-views";
import { previewQuery, type Preview } from "./queries";

/** What goes on the paper. */
export interface Sheet {
  preview: Preview;
  view: PatientView;
  words: Words;
}

/**
 * Prints what the patient may read, on the practice's letterhead: never the staff's view with its private
 * notes. It is fetched when it is asked for, for that is noted as a reading. `sheet` is what goes on the
 * paper, in the patient's language unless another is chosen; it waits out of sight.
 */
export function usePrinting(patientId: string, recordId: string, type: RecordType | undefined, chosen?: Language) {
  const queries = useQueryClient();
  const tell = useTell();
  const [sheet, setSheet] = useState<Sheet>();
  const [busy, setBusy] = useState(false);
  const asking = useRef(false);
  const print = async () => {
    if (asking.current || !type) return;
    asking.current = true;
    setBusy(true);
    try {
      const preview = await queries.fetchQuery({ ...previewQuery(patientId, recordId), staleTime: 0 });
      const { View: view, words } = await queries.fetchQuery(readingQuery(type, chosen ?? preview.language));
      setSheet({ preview, view, words });
    } catch (problem) {
      tell.failed(problem);
    } finally {
      asking.current = false;
      setBusy(false);
    }
  };
  useEffect(() => {
    if (sheet) window.print();
  }, [sheet]);
  // Also by the keys that a browser prints with.
  const latest = useRef(print);
  latest.current = print;
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "p") return;
      event.preventDefault();
      void latest.current();
    };
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  }, []);
  return { sheet, busy, print: useCallback(() => void latest.current(), []) };
}
