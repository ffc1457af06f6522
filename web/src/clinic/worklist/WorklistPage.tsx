import { Button, Container, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, got } from "../api/client";
import { EmptyState } from "../ui/EmptyState";
import { FilterChips } from "../ui/FilterChips";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { worklistQuery, type SharingTask, type Trouble } from "./queries";
import { TaskRow } from "./TaskRow";
import classes from "./worklist.module.css";

const troubles: readonly Trouble[] = ["failed", "never-opened", "not-me", "locked"];

const keyOf = ({ patient, seq }: SharingTask) => `${patient.id}/${seq}`;

/** What was meant for patients and did not reach them, with what to do about it. */
export function WorklistPage() {
  const { t } = useWords();
  const query = useInfiniteQuery(worklistQuery);
  return (
    <Container size="lg" px={0} mx={0}>
      <PageTitle>{t("clinic.nav.worklist")}</PageTitle>
      <Text mb="md">{t("clinic.worklist.text")}</Text>
      <Loaded query={query}>{({ pages }) => <Tasks tasks={pages.flatMap(({ items }) => items)} />}</Loaded>
      {query.hasNextPage && (
        <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("clinic.worklist.older")}
        </Button>
      )}
    </Container>
  );
}

function Tasks({ tasks }: { tasks: readonly SharingTask[] }) {
  const { t } = useWords();
  const tell = useTell();
  const queries = useQueryClient();
  const [wanted, setWanted] = useState<Trouble | "all">("all");
  /** The line is gone, and the button under the hand with it. */
  const gone = async (patientId: string) => {
    void queries.invalidateQueries({ queryKey: ["records", patientId] });
    await queries.invalidateQueries({ queryKey: worklistQuery.queryKey });
    document.querySelector("h1")?.focus();
  };
  const done = useMutation({
    mutationFn: ({ patient, seq }: SharingTask) => got(api.POST("/api/patients/{patientId}/shares/{seq}/done", { params: { path: { patientId: patient.id, seq } } })),
    onSuccess: (_, { patient }) => {
      tell.done(t("clinic.worklist.isDone", { name: patient.name }));
      return gone(patient.id);
    },
    onError: tell.failed,
  });
  const again = useMutation({
    mutationFn: ({ patient }: SharingTask) => got(api.POST("/api/patients/{patientId}/share-links", { params: { path: { patientId: patient.id } } })),
    onSuccess: (_, { patient }) => {
      tell.done(t("clinic.worklist.sentAgain", { name: patient.name }));
      return gone(patient.id);
    },
    onError: tell.failed,
  });

  if (tasks.length === 0) return <EmptyState title={t("clinic.worklist.empty.title")}>{t("clinic.worklist.empty.text")}</EmptyState>;
  const found = tasks.filter(({ trouble }) => wanted === "all" || trouble === wanted);
  const number = (of: Trouble | "all") => (of === "all" ? tasks.length : tasks.filter(({ trouble }) => trouble === of).length);
  return (
    <>
      <div className={classes.filter}>
        <FilterChips label={t("clinic.worklist.why")} value={wanted} choices={(["all", ...troubles] as const).map((one) => ({ value: one, label: t(`clinic.worklist.why.${one}`, { n: number(one) }) }))} choose={setWanted} />
      </div>
      {found.length === 0 ? (
        <Text c="dimmed">{t("clinic.worklist.noneOfThese")}</Text>
      ) : (
        <ul className={classes.list}>
          {found.map((task) => (
            <TaskRow
              key={keyOf(task)}
              task={task}
              doing={done.isPending && keyOf(done.variables) === keyOf(task)}
              sending={again.isPending && keyOf(again.variables) === keyOf(task)}
              done={() => !done.isPending && done.mutate(task)}
              sendAgain={() => !again.isPending && again.mutate(task)}
            />
          ))}
        </ul>
      )}
    </>
  );
}
