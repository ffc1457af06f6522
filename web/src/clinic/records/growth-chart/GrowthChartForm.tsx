import { Button, Checkbox, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ArrowUpDown, Copy } from "lucide-react";
import type { GrowthChart } from "../../../records/content";
import { useWords } from "../../words/words";
import type { ContentFormProps } from "../form";
import { altered } from "../parts/altered";
import { NumberField, today } from "../parts/inputs";
import { Lines } from "../parts/Lines";
import parts from "../parts/parts.module.css";
import { newestRecordsQuery } from "../queries";
import { Curves } from "./Curves";
import { MeasurementFields } from "./MeasurementFields";
import { byDate, newMeasurement, typedOf, type Measurement } from "./measurement";

export const begin = ({ dateOfBirth }: { dateOfBirth?: string }): object => ({ measurements: [newMeasurement(today(), dateOfBirth)] });

const pretermWeeks = 37;

/** What was measured of a child, by date, and where it stands among others. */
export function Form({ content, change, saved, notes, patient }: ContentFormProps<GrowthChart>) {
  const { t } = useWords();
  const measurements: readonly Measurement[] = content.measurements ?? [];
  // The contract wants what a draft may still lack; what the server fills in is not sent back.
  const put = (next: readonly Measurement[]) => change({ ...altered(content, { curves: undefined }), measurements: next.map(typedOf) as GrowthChart["measurements"] });
  const sorted = byDate(measurements);
  const inOrder = sorted.every((one, i) => one === measurements[i]);
  const { gestationWeeks } = content;
  return (
    <div className={parts.part}>
      <Earlier patientId={patient.id} measured={measurements} take={(earlier) => put(byDate([...earlier, ...measurements]))} />
      <fieldset className={parts.part}>
        <legend>{t("clinic.form.growth.measurements")}</legend>
        <Lines items={measurements} change={put} blank={() => newMeasurement(today(), patient.dateOfBirth)} add={t("clinic.form.growth.add")} name={(n) => t("clinic.form.growth.nth", { n })}>
          {(measurement, changeMeasurement, i) => (
            <MeasurementFields measurement={measurement} change={changeMeasurement} path={`measurements.${i}`} notes={notes} born={patient.dateOfBirth} saved={saved?.measurements?.find(({ date }) => date === measurement.date)} />
          )}
        </Lines>
        {/* Not by itself: whoever types must not find another day's value under the cursor. */}
        {!inOrder && (
          <Group>
            <Button size="xs" variant="default" leftSection={<ArrowUpDown size={14} aria-hidden />} onClick={() => put(sorted)}>
              {t("clinic.form.growth.sort")}
            </Button>
          </Group>
        )}
        {notes.at("measurements").error && <Text c="var(--mantine-color-error)" size="sm">{notes.at("measurements").error}</Text>}
      </fieldset>
      <div className={parts.row}>
        <NumberField className={parts.narrow ?? ""} label={t("clinic.form.growth.gestation")} unit={t("clinic.form.growth.weeks")} rightSectionWidth={64} value={gestationWeeks} change={(weeks) => change(altered(content, { gestationWeeks: weeks, ...((weeks ?? pretermWeeks) >= pretermWeeks && { correctedAge: undefined }) }))} {...notes.at("gestationWeeks")} />
        {gestationWeeks !== undefined && gestationWeeks < pretermWeeks && (
          <div>
            <Checkbox mt="xl" label={t("clinic.form.growth.corrected")} checked={content.correctedAge ?? false} onChange={({ currentTarget }) => change({ ...content, correctedAge: currentTarget.checked })} />
            <Text size="sm">{notes.at("correctedAge").error ?? notes.at("correctedAge").description}</Text>
          </div>
        )}
      </div>
      {saved?.curves && saved.measurements && <Curves content={saved as GrowthChart} />}
    </div>
  );
}

/** Offers the measurements of the last chart, so that the new one goes on with them. */
function Earlier({ patientId, measured, take }: { patientId: string; measured: readonly Measurement[]; take: (earlier: readonly Measurement[]) => void }) {
  const { t } = useWords();
  const { data } = useQuery(newestRecordsQuery(patientId));
  const last = data?.items.find(({ type, status }) => type === "growth-chart" && (status === "final" || status === "amended"));
  const earlier = (last?.content as GrowthChart | undefined)?.measurements.filter(({ date }) => !measured.some((one) => one.date === date)) ?? [];
  if (earlier.length === 0) return null;
  return (
    <Group>
      <Button size="xs" variant="default" leftSection={<Copy size={14} aria-hidden />} onClick={() => take(earlier)}>
        {t("clinic.form.growth.earlier", { n: earlier.length })}
      </Button>
    </Group>
  );
}
