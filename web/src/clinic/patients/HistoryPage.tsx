import { Anchor, Badge, Button, Group, Radio, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { formatDate, formatTime } from "../../shared/format";
import { EmptyState } from "../ui/EmptyState";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import classes from "./HistoryPage.module.css";
import { byDay, historyQuery, recordIn, staffNamesQuery, type HistoryEntry, type HistoryView } from "./history";
import { PatientHeader } from "./PatientHeader";
import { patientQuery } from "./queries";

const views = ["all", "access"] as const;

/** Who saw, wrote, sent and changed what around a chart, and when. */
export function HistoryPage() {
  const { t } = useWords();
  const { patientId } = useParams({ from: "/inside/patients/$patientId/history" });
  const [view, setView] = useState<HistoryView>("all");
  const patient = useQuery(patientQuery(patientId));
  return (
    <>
      <PageTitle>{t("clinic.patient.history")}</PageTitle>
      <Loaded query={patient}>
        {(patient) => (
          <>
            <PatientHeader patient={patient} />
            <Radio.Group label={t("clinic.history.view")} mb="lg" value={view} onChange={(value) => setView(value === "access" ? "access" : "all")}>
              <Group mt={4} gap="md">
                {views.map((value) => (
                  <Radio key={value} value={value} label={t(`clinic.history.view.${value}`)} />
                ))}
              </Group>
            </Radio.Group>
            <Entries patientId={patientId} view={view} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Entries({ patientId, view }: { patientId: string; view: HistoryView }) {
  const { t, language } = useWords();
  const history = useInfiniteQuery(historyQuery(patientId, view));
  const { data: names = {} } = useQuery(staffNamesQuery);
  return (
    <Loaded query={history}>
      {({ pages }) => {
        const entries = pages.flatMap(({ items }) => items);
        if (entries.length === 0) return <EmptyState title={t("clinic.history.none")}>{t("clinic.history.none.text")}</EmptyState>;
        return (
          <>
            {[...byDay(entries, (at) => formatDate(language, at))].map(([day, those]) => (
              <section key={day} aria-label={day}>
                <Title order={2} size="h5">
                  {day}
                </Title>
                <ol className={classes.list}>
                  {those.map((entry) => (
                    <Entry key={entry.id} patientId={patientId} entry={entry} staffName={names[entry.agent]} />
                  ))}
                </ol>
              </section>
            ))}
            {history.hasNextPage && (
              <Button variant="default" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
                {t("clinic.history.earlier")}
              </Button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Entry({ patientId, entry, staffName }: { patientId: string; entry: HistoryEntry; staffName: string | undefined }) {
  const { t, has, language } = useWords();
  const what = `clinic.history.what.${entry.what}`;
  const who = () => {
    const kind = entry.agent.split("/")[0];
    if (kind === "staff") return entry.agentName ?? staffName ?? t("clinic.history.agent.staff");
    const key = `clinic.history.agent.${kind}`;
    return t(has(key) ? key : "clinic.history.agent.unknown");
  };
  const reason = `clinic.history.reason.${entry.reason ?? ""}`;
  const delivery = `clinic.history.delivery.${entry.delivery ?? ""}`;
  const recordId = recordIn(entry.entity);
  return (
    <li className={classes.entry}>
      <time className={classes.time} dateTime={entry.at}>
        {formatTime(language, entry.at)}
      </time>
      <div>
        <Text component="span">
          {has(what) ? t(what) : t("clinic.history.other")}
          {entry.channel && ` · ${t(`clinic.history.channel.${entry.channel}`)}`}
        </Text>{" "}
        {recordId && (
          <Anchor renderRoot={(props) => <Link {...props} to="/patients/$patientId/records/$recordId" params={{ patientId, recordId }} preload={false} />}>
            {entry.recordType ? t(`type.${entry.recordType}`) : t("clinic.history.record")}
          </Anchor>
        )}{" "}
        {entry.outcome !== "0" && (
          <Badge color="red" variant="light" tt="none">
            {t("clinic.history.failed")}
          </Badge>
        )}
        {has(delivery) && (
          <Badge color={entry.delivery === "failed" ? "red" : "gray"} variant="light" tt="none">
            {t(delivery)}
          </Badge>
        )}
        <div className={classes.who}>
          {who()}
          {has(reason) && ` · ${t(reason)}`}
        </div>
      </div>
    </li>
  );
}
