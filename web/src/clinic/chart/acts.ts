import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { ApiProblem } from "../api/problem";
import { problemText } from "../ui/problems";
import { useWords } from "../words/words";

/** Has everything read anew that shows a record. */
function useReadAnew(patientId: string, recordId: string): () => Promise<unknown> {
  const queries = useQueryClient();
  return () => Promise.all([["record", patientId, recordId], ["records", patientId], ["worklist"], ["inbox"]].map((queryKey) => queries.invalidateQueries({ queryKey })));
}

/** The way back from an act, for a notification that outlives the page: it fails aloud. */
export function useUndo(patientId: string, recordId: string, run: () => Promise<unknown>): () => Promise<unknown> {
  const readAnew = useReadAnew(patientId, recordId);
  return () => run().finally(readAnew);
}

/** Does something to a record, and has everything read anew that shows it. A second call while the first runs is left out. */
export function useAct<Input = void>(patientId: string, recordId: string, run: (input: Input) => Promise<unknown>) {
  const onSettled = useReadAnew(patientId, recordId);
  const mutation = useMutation({ mutationFn: run, onSettled });
  const running = useRef(false); // a double click comes before anything is drawn anew
  return {
    busy: mutation.isPending,
    problem: mutation.error,
    run: async (input: Input, done: () => void, failed: (problem: unknown) => void = () => {}): Promise<void> => {
      if (running.current) return;
      running.current = true;
      try {
        await mutation.mutateAsync(input);
      } catch (problem) {
        return failed(problem); // it also stands in `problem`, for a dialog that stays open
      } finally {
        running.current = false;
      }
      done();
    },
  };
}

/** What a refused act means: what stands against sharing has words of its own. */
export function useActText(): (problem: unknown) => string {
  const words = useWords();
  return (problem) => {
    const code = problem instanceof ApiProblem ? problem.code : "";
    const key = `clinic.share.reason.${code}`;
    if (words.has(key)) return words.t(key);
    return code === "stale" ? words.t("clinic.record.stale") : problemText(words, problem);
  };
}
