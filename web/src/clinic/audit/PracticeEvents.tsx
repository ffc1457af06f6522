import { Button, Loader, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { formatDate, formatTime } from "../../shared/format";
import { staffQuery } from "../settings/queries";
import { FilterChips } from "../ui/FilterChips";
import { Loaded } from "../ui/Loaded";
import { useWords } from "../words/words";
import classes from "./audit.module.css";
import { auditQuery, type AccessEvent } from "./queries";
import { concerned, topicOf, topics, type Topic } from "./topics";

/** So many of a topic fill a screen. */
const enough = 10;
const mostPages = 20;

/** What happened in the practice, a day after the other. */
export function PracticeEvents() {
  const { t } = useWords();
  const query = useInfiniteQuery(auditQuery);
  const [wanted, setWanted] = useState<Topic | "all">("all");
  const pages = query.data?.pages ?? [];
  const found = pages.flatMap(({ items }) => items).filter((event) => wanted === "all" || topicOf(event) === wanted);

  // The server knows no topics: of a rare one we look back until there is something to show.
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const lookOn = wanted !== "all" && found.length < enough && pages.length < mostPages && hasNextPage && !isFetching && !isError;
  useEffect(() => {
    if (lookOn) void fetchNextPage();
  }, [lookOn, fetchNextPage]);

  return (
    <>
      <FilterChips label={t("clinic.audit.topic")} value={wanted} choices={(["all", ...topics] as const).map((one) => ({ value: one, label: t(`clinic.audit.topic.${one}`) }))} choose={setWanted} />
      <Loaded query={query}>
        {() => (found.length > 0 ? <Days events={found} /> : isFetching ? <Loader aria-label={t("clinic.loading")} /> : <Text c="dimmed">{t("clinic.audit.noneOfThese")}</Text>)}
      </Loaded>
      {query.hasNextPage && (
        <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("clinic.audit.older")}
        </Button>
      )}
    </>
  );
}

function Days({ events }: { events: readonly AccessEvent[] }) {
  const { language } = useWords();
  const days = new Map<string, AccessEvent[]>();
  for (const event of events) {
    const day = formatDate(language, event.recordedAt);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return [...days].map(([day, ofDay]) => (
    <section key={day} aria-label={day}>
      <Title order={2} size="h5" mt="lg" mb="xs">
        {day}
      </Title>
      <ol className={classes.events}>
        {ofDay.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </ol>
    </section>
  ));
}

function EventLine({ event }: { event: AccessEvent }) {
  const { t, has, language } = useWords();
  const { data: staff = [] } = useQuery(staffQuery);
  const key = `clinic.audit.what.${event.what ?? ""}`;
  const whom = concerned(event);
  const name = staff.find(({ id }) => id === whom)?.name;
  return (
    <li className={classes.event}>
      <time dateTime={event.recordedAt} className={classes.time}>
        {formatTime(language, event.recordedAt)}
      </time>
      <span className={event.outcome === "0" ? undefined : classes.failed}>
        <strong>{event.agentName ?? t(event.agent === "system" ? "clinic.audit.system" : "clinic.audit.somebody")}</strong>
        {": "}
        {has(key) ? t(key) : t("clinic.audit.other", { what: (event.what ?? "").replaceAll("_", " ") })}
        {name && ` (${name})`}
      </span>
    </li>
  );
}
