import type { components } from "../../../api/schema";
import { useWords } from "../../words/words";
import type { Notes } from "../form";
import { alteredOrNone } from "./altered";
import { Choice, NumberField } from "./inputs";
import { useLast } from "./use-last";

type Period = components["schemas"]["Period"];

interface PeriodFieldsProps {
  /** What it is the length of, for the fields' names; with a label it stands above them. */
  name: string;
  label?: boolean;
  value: Period | undefined;
  change: (next: Period | undefined) => void;
  units: readonly Period["unit"][];
  path: string;
  notes: Notes;
}

/** In a row of other fields, as narrow as it may be. */
const short = { "data-short": true };

/** A length of time: a number and its unit, days unless chosen otherwise. */
export function PeriodFields({ name, label = false, value, change, units, path, notes }: PeriodFieldsProps) {
  const { t } = useWords();
  const named = (text: string) => (label ? { label: text } : { "aria-label": text });
  const unit = useLast(value)?.unit ?? "d";
  const noted = notes.at(`${path}.value`, `${path}.unit`, path);
  return (
    <>
      <NumberField {...named(name)} {...(!label && { placeholder: t("clinic.form.common.howLong"), wrapperProps: short })} value={value?.value} change={(n) => change(n === undefined ? undefined : (alteredOrNone(value, { value: n, unit }) as Period))} {...noted} />
      {(value || label) && <Choice {...(label ? { label: t("clinic.form.common.unit") } : { "aria-label": t("clinic.form.common.unitOf", { what: name }), wrapperProps: short })} disabled={!value} value={unit} change={(next = "d") => value && change({ ...value, unit: next })} options={units.map((one) => [one, t(`clinic.form.common.period.${one}`)])} />}
    </>
  );
}
