import { Anchor, Button, Center, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useMemo } from "react";
import { formatDate } from "../../shared/format";
import { may, useSession } from "../app/session";
import { PatientHeader } from "../patients/PatientHeader";
import { patientQuery, type Patient } from "../patients/queries";
import { EmptyState } from "../ui/EmptyState";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { Nothing } from "./Nothing";
import { isNotFound } from "./nothing-here";
import { chartQuery, type ChartRecord } from "./queries";
import { StaffContent } from "./StaffContent";
import { TrendCard } from "./TrendCard";
import classes from "./Trends.module.css";
import { trendsOf } from "./trends";

const route = getRouteApi("/inside/patients/$patientId/trends");

/** How what was measured of a patient changes over time. */
export function TrendsPage() {
  const { patientId } = route.useParams();
  const { role } = useSession();
  const patient = useQuery(patientQuery(patientId));
  if (isNotFound(patient.error) || !may.treat(role)) return <Nothing />;
  return <Loaded query={patient}>{(found) => <Trends key={patientId} patient={found} />}</Loaded>;
}

function Trends({ patient }: { patient: Patient }) {
  const { t } = useWords();
  const chart = useInfiniteQuery(chartQuery(patient.id));
  return (
    <>
      <PatientHeader patient={patient} />
      <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/patients/$patientId/chart" params={{ patientId: patient.id }} />}>
        <ArrowLeft size={14} aria-hidden /> {t("clinic.trends.back")}
      </Anchor>
      <div className={classes.title}>
        <PageTitle>{t("clinic.trends.title")}</PageTitle>
      </div>
      <Loaded query={chart}>
        {({ pages }) => {
          const records = pages.flatMap(({ items }) => items);
          return (
            <Stack gap="lg">
              <Plots patientId={patient.id} records={records} complete={!chart.hasNextPage} />
              {chart.hasNextPage && <Further oldest={records.at(-1)} loading={chart.isFetchingNextPage} show={() => void chart.fetchNextPage()} />}
            </Stack>
          );
        }}
      </Loaded>
    </>
  );
}

function Plots({ patientId, records, complete }: { patientId: string; records: readonly ChartRecord[]; complete: boolean }) {
  const words = useWords();
  const { t, language } = words;
  const trends = useMemo(() => trendsOf(records, words), [records, words]);
  const growth = records.find(({ type, status }) => type === "growth-chart" && (status === "final" || status === "amended"));
  if (trends.length === 0 && !growth && complete) {
    return (
      <EmptyState
        title={t("clinic.trends.empty.title")}
        action={<Button renderRoot={(props) => <Link {...props} to="/patients/$patientId/new/$type" params={{ patientId, type: "vital-signs" }} />}>{t("clinic.trends.write")}</Button>}
      >
        {t("clinic.trends.empty.text")}
      </EmptyState>
    );
  }
  return (
    <>
      {(["vitals", "labs"] as const).map((group) => {
        const its = trends.filter((trend) => trend.group === group);
        return (
          its.length > 0 && (
            <section key={group} aria-labelledby={`trends-${group}`}>
              <Title order={2} size="h4" mb="sm" id={`trends-${group}`}>
                {t(`clinic.trends.${group}`)}
              </Title>
              <div className={classes.cards}>
                {its.map((trend) => (
                  <TrendCard key={trend.id} patientId={patientId} trend={trend} />
                ))}
              </div>
            </section>
          )
        );
      })}
      {growth && (
        <section aria-labelledby="trends-growth">
          <Title order={2} size="h4" id="trends-growth">
            {t("clinic.trends.growth")}
          </Title>
          <Text size="sm" mb="sm">
            <Anchor inherit renderRoot={(props) => <Link {...props} to="/patients/$patientId/records/$recordId" params={{ patientId, recordId: growth.id }} />}>
              {t("clinic.trends.growthOf", { date: formatDate(language, growth.effectiveAt) })}
            </Anchor>
          </Text>
          <div className={classes.card}>
            <StaffContent record={growth} />
          </div>
        </section>
      )}
    </>
  );
}

/** Says how far back the plots reach, and goes further. */
function Further({ oldest, loading, show }: { oldest: ChartRecord | undefined; loading: boolean; show(): void }) {
  const { t, language } = useWords();
  return (
    <Center>
      <Stack align="center" gap="xs">
        {oldest && (
          <Text size="sm" c="dimmed" role="status">
            {t("clinic.trends.since", { date: formatDate(language, oldest.effectiveAt) })}
          </Text>
        )}
        <Button variant="default" loading={loading} onClick={show}>
          {t("clinic.trends.more")}
        </Button>
      </Stack>
    </Center>
  );
}
