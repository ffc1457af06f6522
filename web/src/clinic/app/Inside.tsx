import { Center, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useWords } from "../words/words";
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

/** While it is found out who is signed in. */
export function Pending() {
  const { t } = useWords();
  return (
    <Center component="main" mih="60vh">
      <h1 className="visually-hidden">Chartshare</h1>
      <Loader aria-label={t("clinic.loading")} />
    </Center>
  );
}
