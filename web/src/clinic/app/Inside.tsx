import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { Pending } from "./Pending";
import { SessionContext, sessionQuery } from "./session";
import { Shell } from "./Shell";

/** The pages that need somebody signed in. */
export function Inside() {
  const { data: session } = useQuery(sessionQuery);
  if (session === undefined) return <Pending />;
  if (!session) return <Navigate to="/sign-in" replace />;
  return (
    <SessionContext value={session}>
      <Shell />
    </SessionContext>
  );
}
