import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { formatDate, formatTime } from "../../shared/format";
import type { Patient } from "../patients/queries";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import type { ChartRecord } from "./queries";
import { Marks } from "./Marks";
import classes from "./Record.module.css";
import { formatInstant } from "./share-words";

/** What a record is, of when, and by whom; `children` is what can be done to it. */
export function RecordHead({ patient, record, children }: { patient: Patient; record: ChartRecord; children: ReactNode }) {
  const { t, language } = useWords();
  const { type, effectiveAt, recordedAt, authorName, version, origin, reading, status } = record;
  // Most records are written when they happen: then once is enough.
  const later = Math.abs(Date.parse(recordedAt) - Date.parse(effectiveAt)) > 60_000;
  const title = t(`clinic.record.type.${type}`);
  return (
    <header className={classes.head}>
      <Anchor size="sm" className={classes.acts ?? ""} renderRoot={(props) => <Link {...props} to="/patients/$patientId/chart" params={{ patientId: patient.id }} />}>
        <ArrowLeft size={14} aria-hidden /> {t("clinic.record.back")}
      </Anchor>
      <Group justify="space-between" align="start" gap="xs" mt="xs" mb="xs">
        <Group gap="xs" align="baseline">
          <PageTitle>{title}</PageTitle>
          <Marks record={record} />
        </Group>
        <div className={classes.acts}>{children}</div>
      </Group>
      <Text size="sm" mb="xs">
        {[`${formatDate(language, effectiveAt)}, ${formatTime(language, effectiveAt)}`, authorName && t("clinic.record.by", { author: authorName })].filter(Boolean).join(" · ")}
      </Text>
      <Text size="sm" c="dimmed" mb="lg">
        {[status === "amended" && t("clinic.record.version", { n: version }), later && t("clinic.record.written", { when: formatInstant(language, recordedAt) }), origin !== "web" && t(`clinic.record.origin.${origin}`), reading && t("clinic.record.readBy", { name: reading.byName, when: formatInstant(language, reading.at) })]
          .filter(Boolean)
          .join(" · ")}
      </Text>
    </header>
  );
}
