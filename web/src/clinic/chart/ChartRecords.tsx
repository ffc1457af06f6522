import { Button, Center, Group, NativeSelect, Stack, Tabs, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { RecordType } from "../../records/content";
import { useSession } from "../app/session";
import { EmptyState } from "../ui/EmptyState";
import { useWords } from "../words/words";
import { ByType } from "./ByType";
import { NewRecordMenu } from "./NewRecordMenu";
import type { ChartRecord } from "./queries";
import { Timeline } from "./Timeline";
import { typesFor } from "./types";

/** What of a chart is shown: all of it, a type, or what a question of the day asks for. */
export type Filter = "all" | "unshared" | "patient" | RecordType;

export function keeps(filter: Filter, { type, origin, sharing }: Pick<ChartRecord, "type" | "origin" | "sharing">): boolean {
  switch (filter) {
    case "all":
      return true;
    case "unshared":
      return sharing?.state === "not-shared" || sharing?.state === "failed";
    case "patient":
      return origin === "patient";
    default:
      return type === filter;
  }
}

interface Props {
  patientId: string;
  records: readonly ChartRecord[];
  /** Further back in time, where there is more. */
  more: { loading: boolean; show(): void } | undefined;
  onPhone(): void;
}

/** The records of a chart, drafts first, then by day or by type. */
export function ChartRecords({ patientId, records, more, onPhone }: Props) {
  const { t, count } = useWords();
  const { role } = useSession();
  const [view, setView] = useState<"timeline" | "byType">("timeline");
  const [filter, setFilter] = useState<Filter>("all");
  if (records.length === 0 && !more) {
    return (
      <EmptyState title={t("clinic.chart.empty.title")} action={<NewRecordMenu patientId={patientId} />}>
        {t("clinic.chart.empty.text")}
      </EmptyState>
    );
  }
  const isDraft = ({ status }: ChartRecord) => status === "draft";
  const drafts = records.filter(isDraft);
  const nothingFinal = drafts.length === records.length && !more;
  const shown = records.filter((record) => !isDraft(record) && keeps(filter, record));
  const filters = (["all", "unshared", "patient"] as const).filter((name) => name !== "patient" || records.some(({ origin }) => origin === "patient"));
  return (
    <Stack gap="lg">
      {drafts.length > 0 && (
        <section aria-labelledby="chart-drafts">
          <Title order={2} size="h5" mb="xs" id="chart-drafts">
            {t("clinic.chart.drafts")}
          </Title>
          <Timeline flat patientId={patientId} records={drafts} onPhone={onPhone} label={t("clinic.chart.drafts")} />
        </section>
      )}
      <Tabs value={view} onChange={(chosen) => setView(chosen as typeof view)} keepMounted={false}>
        <Tabs.List aria-label={t("clinic.chart.view")} mb="md">
          <Tabs.Tab value="timeline">{t("clinic.chart.timeline")}</Tabs.Tab>
          <Tabs.Tab value="byType">{t("clinic.chart.byType")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="timeline">
          <Group justify="space-between" align="end" mb="md" gap="xs">
            <NativeSelect
              label={t("clinic.chart.filter")}
              value={filter}
              onChange={(event) => setFilter(event.currentTarget.value as Filter)}
              data={[...filters.map((value) => ({ value, label: t(`clinic.chart.filter.${value}`) })), ...typesFor(role).map((value) => ({ value, label: t(`clinic.record.type.${value}`) }))]}
            />
            <Text size="xs" c="dimmed" className="for-keys">
              {t("clinic.chart.keys")}
            </Text>
          </Group>
          {shown.length > 0 ? (
            <Timeline patientId={patientId} records={shown} onPhone={onPhone} label={t("clinic.chart.timeline")} />
          ) : (
            filter !== "all" && (
              <EmptyState title={t("clinic.chart.none.title")} action={<Button variant="default" onClick={() => setFilter("all")}>{t("clinic.chart.none.all")}</Button>}>
                {t("clinic.chart.none.text")}
              </EmptyState>
            )
          )}
          <Center mt="lg">
            <Stack align="center" gap="xs">
              <Text size="sm" c="dimmed" role="status">
                {nothingFinal ? t("clinic.chart.draftsOnly") : count("clinic.chart.shown", shown.length)}
              </Text>
              {more && (
                <Button variant="default" loading={more.loading} onClick={more.show}>
                  {t("clinic.chart.more")}
                </Button>
              )}
            </Stack>
          </Center>
        </Tabs.Panel>
        <Tabs.Panel value="byType">
          <ByType
            records={records}
            complete={!more}
            onChoose={(type) => {
              setFilter(type);
              setView("timeline");
            }}
          />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
