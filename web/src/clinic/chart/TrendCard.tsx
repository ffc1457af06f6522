import { Anchor, Table, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { formatNumber } from "../../shared/format";
import { useWords } from "../words/words";
import { Disclosure } from "./Disclosure";
import { formatInstant } from "./share-words";
import { TrendPlot } from "./TrendPlot";
import classes from "./Trends.module.css";
import type { Band, Trend } from "./trends";

/** A trend, drawn and in a table of its values. */
export function TrendCard({ patientId, trend }: { patientId: string; trend: Trend }) {
  const { t, language } = useWords();
  const { id, title, unit, readings, band } = trend;
  const number = (value: number) => formatNumber(language, value);
  const two = readings.some(({ values }) => values.length > 1);
  const noted = readings.some(({ note }) => note);
  return (
    <section className={classes.card} aria-label={title}>
      <Title order={3} size="h5">
        {title}
      </Title>
      <TrendPlot key={id} trend={trend} />
      {band && (
        <Text size="xs" c="dimmed">
          <span className={classes.swatch} aria-hidden /> {bandText(band, number, unit, t)}
        </Text>
      )}
      <Disclosure title={t("clinic.trends.values", { n: readings.length })}>
        <div className={classes.scroll} role="group" aria-label={title} tabIndex={0}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t("clinic.trends.when")}</Table.Th>
                {two ? (
                  <>
                    <Table.Th scope="col">{t("clinic.trends.systolic")}</Table.Th>
                    <Table.Th scope="col">{t("clinic.trends.diastolic")}</Table.Th>
                  </>
                ) : (
                  <Table.Th scope="col">{t("clinic.trends.value")}</Table.Th>
                )}
                {noted && <Table.Th scope="col">{t("clinic.trends.note")}</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {[...readings].reverse().map(({ at, values, note, recordId }, i) => (
                <Table.Tr key={i}>
                  <Table.Th scope="row" fw={400}>
                    <Anchor inherit renderRoot={(props) => <Link {...props} to="/patients/$patientId/records/$recordId" params={{ patientId, recordId }} />}>
                      {formatInstant(language, new Date(at).toISOString())}
                    </Anchor>
                  </Table.Th>
                  {values.map((value, which) => (
                    <Table.Td key={which}>
                      {number(value)} {unit}
                    </Table.Td>
                  ))}
                  {noted && <Table.Td>{note}</Table.Td>}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      </Disclosure>
    </section>
  );
}

function bandText({ low, high }: Band, number: (value: number) => string, unit: string, t: ReturnType<typeof useWords>["t"]): string {
  if (low !== undefined && high !== undefined) return t("clinic.trends.band", { low: number(low), high: `${number(high)} ${unit}` });
  return low !== undefined ? t("clinic.trends.atLeast", { low: `${number(low)} ${unit}` }) : t("clinic.trends.atMost", { high: `${number(high ?? 0)} ${unit}` });
}
