import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect } from "react";
import { got, plainApi } from "../api/client";
import { ApiProblem } from "../api/problem";
import type { components } from "../../api/schema";
import { startAfresh } from "./afresh";

export type Session = components["schemas"]["Session"];
export type Role = Session["role"];

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await got(plainApi.GET("/api/session"));
    } catch (problem) {
      if (problem instanceof ApiProblem && (problem.status === 401 || problem.code === "second_factor_required")) return null;
      throw problem;
    }
  },
  staleTime: Infinity,
});

export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in: for what is drawn inside the shell, where somebody always is. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("nobody is signed in here");
  return session;
}

/** What a role may do, as the table of roles has it (docs/architecture.md); the server decides. */
export const may = {
  manage: (role: Role) => role === "owner",
  treat: (role: Role) => role !== "receptionist",
} as const;

const tabs = "chartshare-session";

type Person = Pick<Session, "staffId" | "practiceId">;

const isAnother = (before: Person | null | undefined, now: Person) => Boolean(before) && (before?.staffId !== now.staffId || before.practiceId !== now.practiceId);

/**
 * All tabs of a browser share one session: what one person has open in another tab must not go on as somebody
 * else, nor be read by whoever sits there next, once they have signed out.
 */
export function useOtherTabs(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const channel = new BroadcastChannel(tabs);
    channel.onmessage = ({ data }: MessageEvent<Person | null>) => {
      const before = queries.getQueryData(sessionQuery.queryKey);
      if (data ? isAnother(before, data) : before) startAfresh();
    };
    return () => channel.close();
  }, [queries]);
}

function tellOtherTabs(now: Person | null): void {
  const channel = new BroadcastChannel(tabs);
  channel.postMessage(now);
  channel.close();
}

/** Forgets all that this browser has open of whoever has signed out. */
export function forgetSignedOut(): void {
  tellOtherTabs(null);
  startAfresh("/clinic/sign-in");
}

/**
 * Takes over what a sign-in gave, and says whether what is on the screen may go on. If it was another
 * person's, it may not: two colleagues may use one computer, and all that the former had there is
 * forgotten.
 */
export function useSignedIn(): (session: Session) => boolean {
  const queries = useQueryClient();
  const before = useQuery({ ...sessionQuery, enabled: false }).data;
  return (session) => {
    tellOtherTabs({ staffId: session.staffId, practiceId: session.practiceId });
    if (isAnother(before, session)) {
      startAfresh();
      return false;
    }
    queries.setQueryData(sessionQuery.queryKey, session);
    return true;
  };
}
