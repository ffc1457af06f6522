import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { anyDraft } from "./drafts";
import { inboxCountsQuery } from "./queries";

const watchMilliseconds = 10_000;

/**
 * Calls `read` when a message may have come. The counts are asked for, not the conversation: every
 * reading of that is written down, and the patient is told of it.
 */
export function useNews(read: () => void): void {
  const { data } = useQuery({ ...inboxCountsQuery, refetchInterval: watchMilliseconds });
  const before = useRef(data);
  const readNow = useRef(read);
  readNow.current = read;
  useEffect(() => {
    const [then, now] = [before.current, data];
    before.current = now;
    if (then && now && (now.unread > then.unread || now.mine + now.team + now.others > then.mine + then.team + then.others)) readNow.current();
  }, [data]);
}

/** Asks before the whole page is left while something is being written; within it nothing is lost. */
export function useGuardDrafts(): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => anyDraft() && event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, []);
}
