import { Anchor, Badge, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { Fragment } from "react";
import { formatDate } from "../../shared/format";
import { Failed } from "../ui/Loaded";
import { useWords } from "../words/words";
import classes from "./Chart.module.css";
import { allergiesQuery } from "./queries";

/** What the chart states of allergies, each leading to the note that states it; also that nothing is stated. */
export function AllergyNote({ patientId }: { patientId: string }) {
  const { t, language } = useWords();
  const query = useQuery(allergiesQuery(patientId));
  if (query.error && !query.data) return <Failed problem={query.error} again={() => void query.refetch()} />;
  if (!query.data) return null;
  const { items, noneKnown } = query.data;
  if (items.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {noneKnown ? t("clinic.chart.allergies.none", { date: formatDate(language, noneKnown.statedAt) }) : t("clinic.chart.allergies.unknown")}
      </Text>
    );
  }
  return (
    <section className={classes.allergies} aria-label={t("clinic.chart.allergies")}>
      <TriangleAlert size={18} aria-hidden />
      <strong>{t("clinic.chart.allergies")}:</strong>
      <Group component="span" gap="xs">
        {items.map(({ text, severity, recordId }, i) => (
          <Fragment key={i}>
            <Anchor inherit c="inherit" underline="always" renderRoot={(props) => <Link {...props} to="/patients/$patientId/records/$recordId" params={{ patientId, recordId }} />}>
              {text}
            </Anchor>
            {severity && (
              <Badge color="red" variant={severity === "severe" ? "filled" : "outline"} tt="none" size="sm">
                {t(`severity.${severity}`)}
              </Badge>
            )}
          </Fragment>
        ))}
      </Group>
    </section>
  );
}
