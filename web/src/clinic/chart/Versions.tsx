import { Badge, Button, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Loaded } from "../ui/Loaded";
import { useWords } from "../words/words";
import { Disclosure } from "./Disclosure";
import { versionsQuery, type ChartRecord } from "./queries";
import classes from "./Record.module.css";
import { ShareBadge } from "./ShareBadge";
import { formatInstant } from "./share-words";
import { StaffContent } from "./StaffContent";

/** The versions before this one, each to be compared with what stands now. */
export function Versions({ patientId, record }: { patientId: string; record: ChartRecord }) {
  const { t } = useWords();
  const [asked, setAsked] = useState(false);
  if (record.version < 2) return null;
  return (
    <Disclosure title={t(record.status === "final" ? "clinic.record.drafts" : "clinic.record.versions", { n: record.version - 1 })} onOpen={() => setAsked(true)}>
      {asked && <Earlier patientId={patientId} record={record} />}
    </Disclosure>
  );
}

function Earlier({ patientId, record }: { patientId: string; record: ChartRecord }) {
  const versions = useQuery(versionsQuery(patientId, record.id));
  return (
    <Loaded query={versions}>
      {(all) => (
        <ol className={classes.versions} reversed>
          {all
            .filter(({ version }) => version !== record.version)
            .map((old) => (
              <Version key={old.version} old={old} now={record} />
            ))}
        </ol>
      )}
    </Loaded>
  );
}

function Version({ old, now }: { old: ChartRecord; now: ChartRecord }) {
  const { t, language } = useWords();
  const [shown, setShown] = useState(false);
  const { version, status, recordedAt, authorName, reason } = old;
  return (
    <li>
      <Group justify="space-between" gap="xs">
        <div>
          <Text fw={600}>
            {t("clinic.record.versions.old", { n: version })}{" "}
            {status === "draft" && (
              <Badge color="orange" variant="light" tt="none" size="sm">
                {t("clinic.chart.draft")}
              </Badge>
            )}
          </Text>
          <Text size="sm" c="dimmed">
            {[formatInstant(language, recordedAt), authorName].filter(Boolean).join(" · ")}
          </Text>
          {reason && <Text size="sm">{t("clinic.record.reason", { reason })}</Text>}
          <ShareBadge record={{ ...(old.sharing && { sharing: old.sharing }) }} />
        </div>
        <Button
          size="xs"
          variant="default"
          aria-expanded={shown}
          aria-label={t(shown ? "clinic.record.versions.hideNamed" : "clinic.record.versions.showNamed", { n: version })}
          onClick={() => setShown(!shown)}
        >
          {t(shown ? "clinic.record.versions.hide" : "clinic.record.versions.show")}
        </Button>
      </Group>
      {shown && (
        <div className={classes.both}>
          {[old, now].map((one) => (
            <section key={one.version} className={classes.card} aria-label={t("clinic.record.versions.old", { n: one.version })}>
              <Title order={2} size="h6" mb="sm">
                {t(one === now ? "clinic.record.versions.now" : "clinic.record.versions.old", { n: one.version })}
              </Title>
              <StaffContent record={one} />
            </section>
          ))}
        </div>
      )}
    </li>
  );
}
