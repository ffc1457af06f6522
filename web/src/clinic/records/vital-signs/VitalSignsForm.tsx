import { Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { VitalSigns } from "../../../records/content";
import { rows } from "../../../records/vital-signs/VitalSignsView";
import { bodyMassIndex } from "../../../shared/body";
import { formatDate, formatNumber } from "../../../shared/format";
import { useWords } from "../../words/words";
import type { ContentFormProps } from "../form";
import { altered, alteredOrNone } from "../parts/altered";
import { Fold } from "../parts/Fold";
import { Choice, NumberField } from "../parts/inputs";
import parts from "../parts/parts.module.css";
import { useLast } from "../parts/use-last";
import { newestRecordsQuery } from "../queries";
import { TemperatureField } from "./TemperatureField";

export const begin = (): object => ({});

const girths = ["headCircumference", "midUpperArmCircumference", "waistCircumference", "neckCircumference"] as const;

/** What is measured at a visit: the usual in the order in which it is taken, the rest folded away. */
export function Form({ content, change, notes, patient }: ContentFormProps<VitalSigns>) {
  const { t, language } = useWords();
  const set = (changed: { readonly [K in keyof VitalSigns]?: VitalSigns[K] | undefined }) => change(altered(content, changed));
  const { bloodPressure, oxygenSaturation, height, glucose, weight } = content;
  // The contract wants what a draft may still lack.
  const setPressure = (part: object) => set({ bloodPressure: alteredOrNone<object>(bloodPressure, part) as VitalSigns["bloodPressure"] });
  const setOxygen = (part: object) => set({ oxygenSaturation: alteredOrNone<object>(oxygenSaturation, part) as VitalSigns["oxygenSaturation"] });
  const setHeight = (part: object) => set({ height: alteredOrNone<object>(height, part) as VitalSigns["height"] });
  const setGlucose = (part: object) => set({ glucose: alteredOrNone<object>(glucose, part) as VitalSigns["glucose"] });
  const timing = useLast(glucose?.timing) ?? "random";
  const bmi = weight !== undefined && height?.value ? bodyMassIndex(weight, height.value) : undefined;
  return (
    <div className={parts.part}>
      <Previous patientId={patient.id} />
      <fieldset className={parts.part}>
        <legend>{t("clinic.form.vital.usual")}</legend>
        <div className={parts.row}>
          <NumberField label={t("vital.pulse")} unit="/min" value={content.pulse} change={(pulse) => set({ pulse })} {...notes.at("pulse")} />
          <NumberField label={t("clinic.form.vital.systolic")} unit="mmHg" rightSectionWidth={64} value={bloodPressure?.systolic} change={(systolic) => setPressure({ systolic })} {...notes.at("bloodPressure.systolic", "bloodPressure")} />
          <NumberField label={t("clinic.form.vital.diastolic")} unit="mmHg" rightSectionWidth={64} value={bloodPressure?.diastolic} change={(diastolic) => setPressure({ diastolic })} {...notes.at("bloodPressure.diastolic")} />
        </div>
        <div className={parts.row}>
          <TemperatureField content={content} change={change} notes={notes} />
          <NumberField label={t("vital.respiratoryRate")} unit="/min" value={content.respiratoryRate} change={(respiratoryRate) => set({ respiratoryRate })} {...notes.at("respiratoryRate")} />
          <NumberField label={t("vital.oxygenSaturation")} unit="%" value={oxygenSaturation?.value} change={(value) => setOxygen({ value })} {...notes.at("oxygenSaturation.value", "oxygenSaturation")} />
        </div>
        <div className={parts.row}>
          <NumberField label={t("vital.weight")} unit="kg" places={3} value={weight} change={(weight) => set({ weight })} {...notes.at("weight")} />
          <NumberField label={t(height?.position === "lying" ? "vital.length" : "vital.height")} unit="cm" places={1} value={height?.value} change={(value) => setHeight({ value })} {...notes.at("height.value", "height")} />
          <TextInput label={t("vital.bmi")} value={bmi === undefined ? "" : `${formatNumber(language, bmi)} kg/m²`} readOnly tabIndex={-1} variant="filled" />
        </div>
      </fieldset>
      <Fold
        title={t("clinic.form.vital.how")}
        filled={!!bloodPressure?.position || !!bloodPressure?.arm || !!content.temperature?.site || oxygenSaturation?.onOxygen !== undefined || !!height?.position || ["bloodPressure.position", "bloodPressure.arm", "temperature.site", "height.position"].some(notes.within)}
      >
        <div className={parts.row}>
          <Choice label={t("clinic.form.vital.pressurePosition")} empty="–" value={bloodPressure?.position} change={(position) => setPressure({ position })} options={(["sitting", "standing", "lying"] as const).map((one) => [one, t(`position.${one}`)])} {...notes.at("bloodPressure.position")} />
          <Choice label={t("clinic.form.vital.pressureArm")} empty="–" value={bloodPressure?.arm} change={(arm) => setPressure({ arm })} options={(["left", "right"] as const).map((one) => [one, t(`arm.${one}`)])} {...notes.at("bloodPressure.arm")} />
          <Choice label={t("clinic.form.vital.heightPosition")} empty="–" value={height?.position} change={(position) => setHeight({ position })} options={(["standing", "lying"] as const).map((one) => [one, t(`position.${one}`)])} {...notes.at("height.position")} />
          <Choice label={t("clinic.form.vital.temperatureSite")} empty="–" disabled={!content.temperature} value={content.temperature?.site} change={(site) => content.temperature && set({ temperature: altered(content.temperature, { site }) })} options={(["oral", "axillary", "tympanic", "rectal", "forehead"] as const).map((one) => [one, t(`site.${one}`)])} {...notes.at("temperature.site")} />
        </div>
        <Choice
          label={t("clinic.form.vital.oxygen")}
          empty="–"
          value={oxygenSaturation?.onOxygen === undefined ? undefined : oxygenSaturation.onOxygen ? "yes" : "no"}
          change={(given) => setOxygen({ onOxygen: given && given === "yes" })}
          options={[["yes", t("oxygen.true")], ["no", t("oxygen.false")]]}
          {...notes.at("oxygenSaturation.onOxygen")}
        />
      </Fold>
      <Fold title={t("clinic.form.vital.more")} filled={!!glucose || content.pain !== undefined || girths.some((girth) => content[girth] !== undefined || notes.within(girth)) || ["glucose", "pain"].some(notes.within)}>
        <div className={parts.row}>
          <NumberField label={t("vital.glucose")} unit="mg/dL" value={glucose?.value} change={(value) => (value === undefined ? set({ glucose: undefined }) : setGlucose({ value, timing }))} {...notes.at("glucose.value", "glucose")} />
          <Choice label={t("clinic.form.vital.glucoseTiming")} disabled={!glucose} value={timing} change={(next) => setGlucose({ timing: next })} options={(["fasting", "post-prandial", "random"] as const).map((one) => [one, t(`glucose.${one}`)])} {...notes.at("glucose.timing")} />
          <NumberField label={t("clinic.form.vital.pain")} unit="/ 10" value={content.pain} change={(pain) => set({ pain })} {...notes.at("pain")} />
        </div>
        <div className={parts.row}>
          {girths.map((girth) => (
            <NumberField key={girth} label={t(`vital.${girth}`)} unit="cm" places={1} value={content[girth]} change={(value) => set({ [girth]: value })} {...notes.at(girth)} />
          ))}
        </div>
      </Fold>
    </div>
  );
}

/** What was measured the last time, to compare with. */
function Previous({ patientId }: { patientId: string }) {
  const words = useWords();
  const { t, language } = words;
  const { data } = useQuery(newestRecordsQuery(patientId));
  const last = data?.items.find(({ type, status }) => type === "vital-signs" && (status === "final" || status === "amended"));
  if (!last) return null;
  return (
    <Text size="sm" c="dimmed">
      {t("clinic.form.vital.last", { date: formatDate(language, last.effectiveAt, "short") })}{" "}
      {rows(last.content as VitalSigns, words)
        .map(({ name, value, unit }) => `${t(name)} ${value} ${unit}`)
        .join(" · ")}
    </Text>
  );
}
