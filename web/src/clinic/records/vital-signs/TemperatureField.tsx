import type { VitalSigns } from "../../../records/content";
import { formatNumber } from "../../../shared/format";
import { useWords } from "../../words/words";
import type { Notes } from "../form";
import { altered } from "../parts/altered";
import { readNumber } from "../parts/numbers";
import { TypedInput } from "../parts/TypedInput";
import { useLast } from "../parts/use-last";
import { asCelsius, fahrenheit } from "./units";

/** A body temperature, typed in either unit: what it is in the other one stands below. */
export function TemperatureField({ content, change, notes }: { content: Readonly<Partial<VitalSigns>>; change: (next: Readonly<Partial<VitalSigns>>) => void; notes: Notes }) {
  const { t, language } = useWords();
  const { temperature } = content;
  const last = useLast(temperature);
  const read = (typed: string) => {
    const degrees = readNumber(typed, 1);
    return degrees === undefined ? undefined : asCelsius(degrees);
  };
  return (
    <TypedInput
      label={t("vital.temperature")}
      rightSection={<span aria-hidden>°C</span>}
      rightSectionWidth={44}
      value={temperature?.value}
      show={String}
      read={read}
      hint={t("clinic.form.vital.notTemperature")}
      change={(value) => change(altered(content, { temperature: value === undefined ? undefined : { ...last, value, unit: "Cel" } }))}
      inputWrapperOrder={["label", "input", "error", "description"]}
      description={temperature ? t("clinic.form.vital.inBoth", { celsius: formatNumber(language, temperature.value), fahrenheit: formatNumber(language, fahrenheit(temperature.value)) }) : t("clinic.form.vital.eitherUnit")}
      {...notes.at("temperature.value", "temperature")}
    />
  );
}
