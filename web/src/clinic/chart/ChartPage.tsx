import { Button, Group } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ChartLine } from "lucide-react";
import { useMemo, useState, type KeyboardEvent } from "react";
import type { RecordType } from "../../records/content";
import { useCommands, type Command } from "../app/commands";
import { may, useSession } from "../app/session";
import { PatientHeader } from "../patients/PatientHeader";
import { patientQuery, type Patient } from "../patients/queries";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { AllergyNote } from "./AllergyNote";
import { BalanceNote } from "./BalanceNote";
import { ChartRecords } from "./ChartRecords";
import { NewRecordMenu } from "./NewRecordMenu";
import { Nothing } from "./Nothing";
import { isNotFound } from "./nothing-here";
import { PhoneWarning } from "./PhoneWarning";
import { pollAfter } from "./polling";
import { chartQuery } from "./queries";
import { typesFor } from "./types";

const route = getRouteApi("/inside/patients/$patientId/chart");

/** A patient's chart: what was written of them, and how far each record has come to them. */
export function ChartPage() {
  const { patientId } = route.useParams();
  const patient = useQuery(patientQuery(patientId));
  if (isNotFound(patient.error)) return <Nothing />;
  return <Loaded query={patient}>{(found) => <Chart key={patientId} patient={found} />}</Loaded>;
}

function Chart({ patient }: { patient: Patient }) {
  const { t } = useWords();
  const { role } = useSession();
  const navigate = useNavigate();
  const patientId = patient.id;
  const [phone, setPhone] = useState(false);
  const chart = useInfiniteQuery({
    ...chartQuery(patientId),
    refetchInterval: ({ state }) => pollAfter(state.data?.pages.flatMap(({ items }) => items) ?? [], Date.now()),
  });
  const commands = useMemo<readonly Command[]>(() => {
    const write = (type: RecordType): Command => ({
      id: `new-${type}`,
      group: patient.name,
      label: t("clinic.chart.newType", { type: t(`clinic.record.type.${type}`) }),
      run: () => void navigate({ to: "/patients/$patientId/new/$type", params: { patientId, type } }),
    });
    return [
      ...typesFor(role).map(write),
      ...(may.treat(role) ? [{ id: "trends", group: patient.name, label: t("clinic.chart.trends"), run: () => void navigate({ to: "/patients/$patientId/trends", params: { patientId } }) }] : []),
    ];
  }, [t, role, navigate, patientId, patient.name]);
  useCommands(commands);
  const openPhone = () => setPhone(true);
  return (
    <div onKeyDown={enterTimeline}>
      <PatientHeader patient={patient} />
      <Group justify="space-between" align="start" mb="xs" gap="xs">
        <PageTitle>{t("clinic.chart.title")}</PageTitle>
        <Group gap="xs">
          {may.treat(role) && (
            <Button variant="default" leftSection={<ChartLine size={16} aria-hidden />} renderRoot={(props) => <Link {...props} to="/patients/$patientId/trends" params={{ patientId }} />}>
              {t("clinic.chart.trends")}
            </Button>
          )}
          <NewRecordMenu patientId={patientId} />
        </Group>
      </Group>
      <PhoneWarning patient={patient} opened={phone} open={openPhone} close={() => setPhone(false)} />
      <Group gap="md" mb="md" align="center">
        {may.treat(role) && <AllergyNote patientId={patientId} />}
        <BalanceNote patientId={patientId} />
      </Group>
      <Loaded query={chart}>
        {({ pages }) => (
          <ChartRecords
            patientId={patientId}
            records={pages.flatMap(({ items }) => items)}
            more={chart.hasNextPage ? { loading: chart.isFetchingNextPage, show: () => void chart.fetchNextPage() } : undefined}
            onPhone={openPhone}
          />
        )}
      </Loaded>
    </div>
  );
}

/** From the heading, where the focus is as the page opens, j leads to the first record. */
function enterTimeline(event: KeyboardEvent<HTMLDivElement>) {
  if (event.key !== "j" || !(event.target instanceof HTMLHeadingElement)) return;
  event.currentTarget.querySelector<HTMLElement>("a[data-record]")?.focus();
}
