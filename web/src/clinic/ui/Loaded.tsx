import { Alert, Button, Center, Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWords } from "../words/words";
import { useProblemText } from "./use-problem-text";

/** What a query brought; a progress ring until then, and what went wrong with a way to try again if it did not. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const { t } = useWords();
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) {
    return (
      <Center py="xl">
        <Loader aria-label={t("clinic.loading")} />
      </Center>
    );
  }
  return <Failed problem={query.error} again={() => void query.refetch()} />;
}

/** What could not be had, `what` in words where it must not be overlooked, and a way to try again. */
export function Failed({ problem, what, again }: { problem: unknown; what?: string; again: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  return (
    <Alert color="red" role="alert" my="md">
      <p>
        {what && <strong>{what} </strong>}
        {text(problem)}
      </p>
      <Button variant="default" size="xs" onClick={again}>
        {t("clinic.again")}
      </Button>
    </Alert>
  );
}
