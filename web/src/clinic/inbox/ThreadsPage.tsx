import { Anchor, Badge, Button, Container, Group, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useCommands, type Command } from "../app/commands";
import { formatMoment } from "../../shared/format";
import { EmptyState } from "../ui/EmptyState";
import { Failed, Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import classes from "./inbox.module.css";
import { NewThread } from "./NewThread";
import { useGuardDrafts, useNews } from "./news";
import { Promised } from "./Promised";
import { PatientHeader } from "../patients/PatientHeader";
import { accessQuery, patientQuery } from "../patients/queries";
import { threadsQuery, type Thread } from "./queries";

/** All conversations with a patient. */
export function ThreadsPage() {
  const { t } = useWords();
  const { patientId } = useParams({ from: "/inside/patients/$patientId/messages" });
  const loaded = useQuery(patientQuery(patientId));
  const given = useQuery(accessQuery(patientId));
  const access = given.data;
  const query = useInfiniteQuery(threadsQuery(patientId));
  const [writing, setWriting] = useState(false);
  useNews(() => void query.refetch());
  useGuardDrafts();

  const reads = access?.state === "active" || access?.state === "invited";
  const commands = useMemo<readonly Command[]>(() => (reads ? [{ id: "new-thread", label: t("clinic.thread.new"), run: () => setWriting(true) }] : []), [t, reads]);
  useCommands(commands);

  const name = loaded.data?.name ?? t("clinic.thread.patient");
  const write = reads && <Button onClick={() => setWriting(true)}>{t("clinic.thread.new")}</Button>;
  const cannot = access && !reads && (
    <Text mb="md">
      {t("clinic.thread.noAccess", { name })}{" "}
      <Anchor component={Link} to={`/patients/${patientId}`} underline="always">
        {t("clinic.thread.giveAccess")}
      </Anchor>
    </Text>
  );
  return (
    <Container size="md" px={0} mx={0}>
      <Loaded query={loaded}>{(patient) => <PatientHeader patient={patient} />}</Loaded>
      <Group justify="space-between" align="flex-start">
        <PageTitle>{t("clinic.thread.messages")}</PageTitle>
        {write}
      </Group>
      {cannot}
      {given.error && !access && <Failed problem={given.error} what={t("clinic.thread.accessUnknown")} again={() => void given.refetch()} />}
      <Loaded query={query}>
        {({ pages }) => {
          const threads = pages.flatMap(({ items }) => items);
          return (
            <>
              <Promised emergencyNumber={pages[0]?.notice.emergencyNumber} />
              {threads.length === 0 ? (
                <EmptyState title={t("clinic.thread.empty.title")}>{t("clinic.thread.empty.text")}</EmptyState>
              ) : (
                <ul className={classes.list}>
                  {threads.map((thread) => (
                    <ThreadRow key={thread.id} patientId={patientId} thread={thread} />
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Loaded>
      {query.hasNextPage && (
        <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("clinic.thread.more")}
        </Button>
      )}
      <NewThread patientId={patientId} patientName={name} opened={writing} close={() => setWriting(false)} />
    </Container>
  );
}

function ThreadRow({ patientId, thread: { id, subject, lastAt, unread, messages, closedAt, for: answers, waitingSince } }: { patientId: string; thread: Thread }) {
  const { t, count, language } = useWords();
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Link className={classes.open} to="/patients/$patientId/messages/$threadId" params={{ patientId, threadId: id }}>
          <bdi>{subject}</bdi>
        </Link>
        <Text size="sm" c="dimmed">
          {count("clinic.thread.count", messages)} · {answers?.name ?? t("clinic.thread.team")}
        </Text>
      </div>
      {unread > 0 && <Badge variant="light" tt="none">{count("clinic.inbox.unread", unread)}</Badge>}
      {closedAt ? (
        <Badge variant="light" tt="none" color="gray">
          {t("clinic.thread.isClosed")}
        </Badge>
      ) : (
        unread === 0 &&
        waitingSince && (
          <Badge variant="light" tt="none" color="orange">
            {t("clinic.thread.unanswered")}
          </Badge>
        )
      )}
      <Text size="sm" c="dimmed" className={classes.when}>
        {formatMoment(language, lastAt)}
      </Text>
    </li>
  );
}
