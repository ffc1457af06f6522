import { Alert, Anchor, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { RecordType } from "../../records/content";
import { formatDate } from "../../shared/format";
import { useSession } from "../app/session";
import { Loaded } from "../ui/Loaded";
import { useWords } from "../words/words";
import classes from "./Chart.module.css";
import { newestFirst } from "./days";
import { recordTypesQuery, type ChartRecord } from "./queries";
import { typeIcons, typesFor } from "./types";

/** How many records of each type there are, and whether the settings share that type now. `complete`: none lies further back. */
export function ByType({ records, complete, onChoose }: { records: readonly ChartRecord[]; complete: boolean; onChoose(type: RecordType): void }) {
  const { t, count, language } = useWords();
  const { role } = useSession();
  const types = useQuery(recordTypesQuery);
  return (
    <Loaded query={types}>
      {({ master, items }) => (
        <>
          {!master && (
            <Alert color="orange" p="sm" mb="md">
              {t("clinic.chart.types.masterOff")}
            </Alert>
          )}
          <ul className={classes.rows}>
            {typesFor(role).map((type) => {
              const Icon = typeIcons[type];
              const its = records.filter((record) => record.type === type && record.status !== "draft");
              const last = [...its].sort(newestFirst)[0]?.effectiveAt;
              const mode = master ? (items.find((item) => item.type === type)?.mode ?? "off") : "off";
              return (
                <li key={type} className={classes.row}>
                  <Icon size={20} aria-hidden className={classes.icon} />
                  <div>
                    <UnstyledButton className={classes.link} onClick={() => onChoose(type)}>
                      {t(`clinic.record.type.${type}`)}
                    </UnstyledButton>
                    <Text size="sm" c="dimmed">
                      {[complete || its.length === 0 ? count("clinic.chart.types.count", its.length) : t("clinic.chart.types.more", { n: its.length }), last && t("clinic.chart.types.last", { date: formatDate(language, last) })].filter(Boolean).join(" · ")}
                    </Text>
                  </div>
                  <Text size="sm" className={classes.share} {...(mode === "off" && { c: "dimmed" })}>
                    {t(`clinic.chart.types.${mode}`)}
                  </Text>
                </li>
              );
            })}
          </ul>
          <Text mt="md" size="sm">
            <Anchor inherit renderRoot={(props) => <Link {...props} to="/settings/sharing" />}>
              {t("clinic.chart.types.settings")}
            </Anchor>
          </Text>
        </>
      )}
    </Loaded>
  );
}
