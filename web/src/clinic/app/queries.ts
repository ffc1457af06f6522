import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/problem";

/** Asking again helps where the connection or we were at fault, and nowhere else. */
const mayHelp = (problem: unknown) => problem instanceof ApiProblem && (problem.status === 0 || problem.status >= 500);

/** What was read, for as long as the page is open; never on the disk. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: (tries, problem) => tries < 2 && mayHelp(problem), staleTime: 10_000, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});
