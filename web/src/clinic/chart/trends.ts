import type { LabOrder, VitalSigns } from "../../records/content";
import { printedUnit } from "../../records/lab-order/LabOrderView";
import { bodyMassIndex } from "../../shared/body";
import type { TextKey, Words } from "../../shared/words";
import type { ChartRecord } from "./queries";

/** What was measured at one time; of a blood pressure two values, the upper first. */
export interface Reading {
  /** Milliseconds. */
  at: number;
  values: readonly number[];
  note?: string | undefined;
  recordId: string;
}

/** What counts as usual; either end may be open. */
export interface Band {
  low?: number | undefined;
  high?: number | undefined;
}

/** Something that was measured again and again, the oldest first. */
export interface Trend {
  id: string;
  group: "vitals" | "labs";
  title: string;
  unit: string;
  readings: readonly Reading[];
  band?: Band | undefined;
}

type Measure = readonly [name: TextKey, unit: (words: Words) => string, values: (signs: VitalSigns) => readonly (number | undefined)[], note?: (signs: VitalSigns, words: Words) => string | undefined];

const measures: readonly Measure[] = [
  ["vital.bloodPressure", () => "mmHg", ({ bloodPressure: p }) => (p ? [p.systolic, p.diastolic] : [])],
  ["vital.pulse", ({ t }) => t("unit.beats"), ({ pulse }) => [pulse]],
  ["vital.temperature", () => "°C", ({ temperature }) => [temperature?.value]],
  ["vital.oxygenSaturation", () => "%", ({ oxygenSaturation }) => [oxygenSaturation?.value], ({ oxygenSaturation: o }, { t }) => (o?.onOxygen === undefined ? undefined : t(`oxygen.${o.onOxygen}`))],
  ["vital.respiratoryRate", ({ t }) => t("unit.breaths"), ({ respiratoryRate }) => [respiratoryRate]],
  ["vital.glucose", () => "mg/dL", ({ glucose }) => [glucose?.value], ({ glucose }, { t }) => glucose && t(`glucose.${glucose.timing}`)],
  ["vital.weight", () => "kg", ({ weight }) => [weight]],
  ["vital.height", () => "cm", ({ height }) => [height?.value]],
  ["vital.bmi", () => "kg/m²", ({ weight, height }) => [weight !== undefined && height ? bodyMassIndex(weight, height.value) : undefined]],
  ["vital.waistCircumference", () => "cm", ({ waistCircumference }) => [waistCircumference]],
  ["vital.headCircumference", () => "cm", ({ headCircumference }) => [headCircumference]],
  ["vital.midUpperArmCircumference", () => "cm", ({ midUpperArmCircumference }) => [midUpperArmCircumference]],
  ["vital.neckCircumference", () => "cm", ({ neckCircumference }) => [neckCircumference]],
  ["vital.pain", ({ t }) => t("unit.ofTen"), ({ pain }) => [pain]],
];

/** Drafts may still be wrong, and what was entered in error was. */
const stands = ({ status }: ChartRecord) => status === "final" || status === "amended";

const oldestFirst = (a: Reading, b: Reading) => a.at - b.at;

function vitals(records: readonly ChartRecord[], words: Words): Trend[] {
  const signs = records.filter(({ type }) => type === "vital-signs");
  return measures.flatMap(([name, unit, values, note]): Trend[] => {
    const readings = signs.flatMap(({ id, effectiveAt, content }): Reading[] => {
      const measured = values(content as VitalSigns).filter((value) => value !== undefined);
      return measured.length > 0 ? [{ at: Date.parse(effectiveAt), values: measured, note: note?.(content as VitalSigns, words), recordId: id }] : [];
    });
    return readings.length > 0 ? [{ id: name, group: "vitals", title: words.t(name), unit: unit(words), readings: readings.sort(oldestFirst) }] : [];
  });
}

/** Results of the same test in the same unit. Which range is usual is the laboratory's to say: the newest one's holds. */
function labs(records: readonly ChartRecord[]): Trend[] {
  const found = new Map<string, { title: string; unit: string; readings: (Reading & { band: Band })[] }>();
  for (const { id: recordId, content } of records.filter(({ type }) => type === "lab-order")) {
    for (const { name, loinc, result } of (content as LabOrder).tests) {
      if (result?.value === undefined) continue;
      const { value, unit = "", referenceLow, referenceHigh, reportedAt } = result;
      const id = [loinc?.code ?? name.trim().toLowerCase(), unit].join(" ");
      const trend = found.get(id) ?? { title: name, unit: printedUnit(unit), readings: [] };
      trend.readings.push({ at: Date.parse(reportedAt), values: [value], recordId, band: { low: referenceLow, high: referenceHigh } });
      found.set(id, trend);
    }
  }
  return [...found].map(([id, { readings, ...trend }]) => {
    const sorted = readings.sort(oldestFirst);
    const band = sorted.at(-1)?.band;
    return { id, group: "labs", ...trend, readings: sorted, ...(band && (band.low !== undefined || band.high !== undefined) && { band }) };
  });
}

/** Everything of a chart that can be plotted over time. */
export function trendsOf(records: readonly ChartRecord[], words: Words): Trend[] {
  const standing = records.filter(stands);
  return [...vitals(standing, words), ...labs(standing)];
}
