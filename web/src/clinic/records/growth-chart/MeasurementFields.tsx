import { Checkbox, Text } from "@mantine/core";
import { formatAge } from "../../../records/growth-chart/measures";
import { useWords } from "../../words/words";
import type { Notes } from "../form";
import { altered } from "../parts/altered";
import { Choice, DayInput, NumberField, today } from "../parts/inputs";
import parts from "../parts/parts.module.css";
import { useLast } from "../parts/use-last";
import { usualPosition, type Measurement } from "./measurement";

interface MeasurementFieldsProps {
  measurement: Measurement;
  change: (next: Measurement) => void;
  path: string;
  notes: Notes;
  born: string | undefined;
  /** The same as the server kept it, with its scores. */
  saved: Measurement | undefined;
}

const signed = (z: number) => (z < 0 ? "−" : "+") + Math.abs(z).toFixed(2);

/** What was measured on one day; its scores stand below once it was saved. */
export function MeasurementFields({ measurement, change, path, notes, born, saved }: MeasurementFieldsProps) {
  const words = useWords();
  const { t } = words;
  const at = (...fields: readonly string[]) => notes.at(...fields.map((field) => `${path}.${field}`));
  const set = (changed: { readonly [K in keyof Measurement]?: Measurement[K] | undefined }) => change(altered(measurement, changed));
  const { date, height } = measurement;
  const lastHeight = useLast(height && { date, position: height.position });
  const position = height?.position ?? (lastHeight?.date === date ? lastHeight?.position : undefined) ?? usualPosition(date, born);
  return (
    <>
      <div className={parts.row}>
        <DayInput label={t("growth.date")} min={born} max={today()} value={date} change={(next) => set({ date: next })} {...notes.at(`${path}.date`, path)} />
        <NumberField label={t("growth.weight-for-age")} unit="kg" places={3} value={measurement.weight} change={(weight) => set({ weight })} {...at("weight")} />
        <NumberField label={t("growth.height-for-age")} unit="cm" places={1} value={height?.value} change={(value) => set({ height: value === undefined ? undefined : { value, position } })} {...at("height.value", "height")} />
        <Choice label={t("clinic.form.growth.position")} disabled={!height} value={position} change={(next) => height && next && set({ height: { ...height, position: next } })} options={(["lying", "standing"] as const).map((one) => [one, t(`staff.growth-chart.${one}`)])} {...at("height.position")} />
        <NumberField label={t("growth.head-circumference-for-age")} unit="cm" places={1} value={measurement.headCircumference} change={(headCircumference) => set({ headCircumference })} {...at("headCircumference")} />
        <NumberField label={t("growth.arm-circumference-for-age")} unit="cm" places={1} value={measurement.midUpperArmCircumference} change={(midUpperArmCircumference) => set({ midUpperArmCircumference })} {...at("midUpperArmCircumference")} />
      </div>
      <Checkbox label={t("clinic.form.growth.oedema")} checked={measurement.oedema ?? false} onChange={({ currentTarget }) => set({ oedema: currentTarget.checked || undefined })} />
      {saved?.scores && saved.scores.length > 0 && (
        <Text size="sm" c="dimmed">
          {[saved.ageDays !== undefined && formatAge(words, saved.ageDays), saved.bmi !== undefined && `BMI ${saved.bmi}`, ...saved.scores.map(({ index, z, flag }) => `${t(`staff.growth-chart.${index}`)} ${signed(z)}${flag ? ` (${t("staff.growth-chart.implausible")})` : ""}`)].filter(Boolean).join(" · ")}
        </Text>
      )}
    </>
  );
}
