import { Button, Container, Group, Title } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api, got } from "../api/client";
import { useCommands, type Command } from "../app/commands";
import { PatientHeader } from "../patients/PatientHeader";
import { patientQuery } from "../patients/queries";
import { EmptyState } from "../ui/EmptyState";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { CallDialog } from "./CallDialog";
import { visitsQuery, type Visit } from "./queries";
import { VisitCard } from "./VisitCard";
import classes from "./visits.module.css";

/** Video calls of a patient: call now or later, go into the room, send the link again. */
export function VisitsPage() {
  const { t } = useWords();
  const tell = useTell();
  const { patientId } = useParams({ from: "/inside/patients/$patientId/visits" });
  const queries = useQueryClient();
  const patientLoaded = useQuery(patientQuery(patientId));
  const query = useInfiniteQuery({ ...visitsQuery(patientId), refetchInterval: 60_000 });
  const [calling, setCalling] = useState(false);

  const patient = patientLoaded.data;
  const known = patient !== undefined; // whom one calls, and where
  const commands = useMemo<readonly Command[]>(() => (known ? [{ id: "call", label: t("clinic.visits.call"), run: () => setCalling(true) }] : []), [t, known]);
  useCommands(commands);

  const again = useMutation({
    mutationFn: ({ id }: Visit) => got(api.POST("/api/patients/{patientId}/visits/{visitId}/link", { params: { path: { patientId, visitId: id } } })),
    onSuccess: ({ sms, email }) => {
      const failed = sms?.state === "failed" || email?.state === "failed";
      tell.done(t(failed ? "clinic.visits.linkFailed" : "clinic.visits.linkSent"));
      return queries.invalidateQueries({ queryKey: ["visits", patientId] });
    },
    onError: tell.failed,
  });

  return (
    <Container size="md" px={0} mx={0}>
      <Loaded query={patientLoaded}>{(patient) => <PatientHeader patient={patient} />}</Loaded>
      <Group justify="space-between" align="flex-start">
        <PageTitle>{t("clinic.visits.title")}</PageTitle>
        {known && <Button onClick={() => setCalling(true)}>{t("clinic.visits.call")}</Button>}
      </Group>
      <Loaded query={query}>
        {({ pages }) => {
          const all = pages.flatMap(({ items }) => items);
          const coming = all.filter(({ state }) => state !== "ended").reverse(); // the next one first
          const past = all.filter(({ state }) => state === "ended");
          const cards = (visits: readonly Visit[]) => (
            <ul className={classes.list}>
              {visits.map((visit) => (
                <VisitCard key={visit.id} visit={visit} patientId={patientId} sending={again.isPending && again.variables.id === visit.id} sendAgain={() => !again.isPending && again.mutate(visit)} />
              ))}
            </ul>
          );
          if (all.length === 0) return <EmptyState title={t("clinic.visits.empty.title")}>{t("clinic.visits.empty.text")}</EmptyState>;
          return (
            <>
              {coming.length > 0 && (
                <section>
                  <Title order={2} size="h4" mb="xs">
                    {t("clinic.visits.coming")}
                  </Title>
                  {cards(coming)}
                </section>
              )}
              {past.length > 0 && (
                <section>
                  <Title order={2} size="h4" mt="xl" mb="xs">
                    {t("clinic.visits.past")}
                  </Title>
                  {cards(past)}
                </section>
              )}
            </>
          );
        }}
      </Loaded>
      {query.hasNextPage && (
        <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("clinic.visits.older")}
        </Button>
      )}
      {patient && <CallDialog patientId={patientId} patient={patient} opened={calling} close={() => setCalling(false)} />}
    </Container>
  );
}
