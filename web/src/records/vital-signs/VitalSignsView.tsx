import { bodyMassIndex, fahrenheit } from "../../shared/body";
import { formatNumber } from "../../shared/format";
import type { TextKey, Words } from "../../shared/words";
import type { VitalSigns } from "../content";

interface Row {
  name: TextKey;
  value: string;
  unit: string;
  notes?: (TextKey | false | undefined)[];
}

/** The measured values in plain words, in the order in which clinicians note them. */
export function rows(s: VitalSigns, words: Words): Row[] {
  const n = (value: number) => formatNumber(words.language, value);
  const { temperature, oxygenSaturation, bloodPressure, height, glucose } = s;
  const found: Row[] = [];
  const add = (name: TextKey, value: number | undefined, unit: string, ...notes: Row["notes"] & {}) => {
    if (value !== undefined) found.push({ name, value: n(value), unit, notes });
  };
  if (temperature) {
    add("vital.temperature", temperature.value, `°C (${n(fahrenheit(temperature.value))} °F)`, temperature.site && `site.${temperature.site}`);
  }
  add("vital.pulse", s.pulse, words.t("unit.beats"));
  add("vital.respiratoryRate", s.respiratoryRate, words.t("unit.breaths"));
  if (oxygenSaturation) {
    const { value, onOxygen } = oxygenSaturation;
    add("vital.oxygenSaturation", value, "%", onOxygen !== undefined && `oxygen.${onOxygen}`);
  }
  if (bloodPressure) {
    const { systolic, diastolic, position, arm } = bloodPressure;
    found.push({
      name: "vital.bloodPressure",
      value: `${n(systolic)}/${n(diastolic)}`,
      unit: "mmHg",
      notes: [position && `position.${position}`, arm && `arm.${arm}`],
    });
  }
  add("vital.weight", s.weight, "kg");
  if (height) add(height.position === "lying" ? "vital.length" : "vital.height", height.value, "cm");
  if (s.weight !== undefined && height) add("vital.bmi", bodyMassIndex(s.weight, height.value), "kg/m²");
  add("vital.headCircumference", s.headCircumference, "cm");
  add("vital.midUpperArmCircumference", s.midUpperArmCircumference, "cm");
  add("vital.waistCircumference", s.waistCircumference, "cm");
  add("vital.neckCircumference", s.neckCircumference, "cm");
  if (glucose) add("vital.glucose", glucose.value, "mg/dL", `glucose.${glucose.timing}`);
  add("vital.pain", s.pain, words.t("unit.ofTen"));
  return found;
}

/** Vital signs as a patient reads them. */
export function View({ content, words }: { content: VitalSigns; words: Words }) {
  return (
    <dl className="vitals">
      {rows(content, words).map(({ name, value, unit, notes = [] }) => {
        const said = notes.filter((note) => !!note).map((note) => words.t(note as TextKey));
        return (
          <div key={name}>
            <dt>
              {words.t(name)}
              {said.length > 0 && <small>{said.join(", ")}</small>}
            </dt>
            <dd>
              <b>{value}</b> {unit}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
