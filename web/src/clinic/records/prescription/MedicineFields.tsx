import { Checkbox, TextInput, Textarea } from "@mantine/core";
import { readPattern } from "../../../shared/dose";
import type { Medicine } from "../../../records/content";
import { useWords } from "../../words/words";
import type { Notes } from "../form";
import { altered } from "../parts/altered";
import { CodeField } from "../parts/CodeField";
import { Fold } from "../parts/Fold";
import { Choice, DayInput, NumberField } from "../parts/inputs";
import parts from "../parts/parts.module.css";
import classes from "./MedicineFields.module.css";
import { inCapitals } from "../parts/in-capitals";
import { PeriodFields } from "../parts/PeriodFields";
import { useLast } from "../parts/use-last";
import { TypedInput } from "../parts/TypedInput";
import { readStrength, showStrength } from "./amount";
import { inForm, unitFor, type Line } from "./defaults";
import { readFrequency, usualPatterns } from "./frequency";
import { withQuantity } from "./quantity";

const forms = ["tablet", "capsule", "syrup", "suspension", "injection", "drops", "ointment", "cream", "lotion", "inhaler", "spray", "powder", "lozenge", "suppository", "patch", "other"] as const;
const doseUnits = ["{tablet}", "{capsule}", "mL", "mg", "ug", "g", "[iU]", "[drp]", "{puff}", "{sachet}", "{application}", "{lozenge}", "{suppository}", "{patch}"] as const;
const timings = ["before-food", "after-food", "with-food", "empty-stomach", "bedtime", "any-time"] as const;
const routes = ["oral", "sublingual", "buccal", "topical", "transdermal", "ophthalmic", "otic", "nasal", "inhalation", "rectal", "vaginal", "intramuscular", "intravenous", "subcutaneous", "intradermal"] as const;

interface MedicineFieldsProps {
  line: Line;
  change: (next: Line) => void;
  /** The path of the line in the content. */
  path: string;
  notes: Notes;
  /** Whether the patient is not there: then schedule and list must be said. */
  tele: boolean;
}

/** One medicine: what it is, how it is taken, and for how long. */
export function MedicineFields({ line, change, path, notes, tele }: MedicineFieldsProps) {
  const { t } = useWords();
  const at = (...fields: readonly string[]) => notes.at(...fields.map((field) => `${path}.${field}`));
  const set = (changed: { readonly [K in keyof Medicine]?: Medicine[K] | undefined }) => change(altered(line, changed));
  const setCourse = (changed: { readonly [K in keyof Medicine]?: Medicine[K] | undefined }) => change(withQuantity(line, altered(line, changed)));
  const { dose, frequency, form } = line;
  // What was chosen for another form says nothing of this one.
  const lastDose = useLast(dose && { form, unit: dose.unit });
  const doseUnit = dose?.unit ?? (lastDose?.form === form ? lastDose?.unit : undefined) ?? unitFor(form);
  const lastFrequency = useLast(frequency);
  const slots = frequency && readPattern(frequency.pattern)?.filter(({ doses }) => doses > 0);
  const list = (
    <div className={parts.row}>
      <Choice label={t("clinic.form.prescription.schedule")} empty="–" value={line.schedule} change={(schedule) => set({ schedule, ...(schedule === "x" && { telemedicineList: "prohibited" as const }) })} options={(["none", "h", "h1", "x"] as const).map((one) => [one, t(`clinic.form.prescription.schedule.${one}`)])} {...at("schedule")} />
      <Choice label={t("clinic.form.prescription.list")} empty="–" value={line.telemedicineList} change={(telemedicineList) => set({ telemedicineList })} options={(["none", "o", "a", "b", "prohibited"] as const).map((one) => [one, t(`staff.prescription.list.${one}`)])} {...at("telemedicineList")} />
    </div>
  );
  const patterns = `patterns-${path.replaceAll(".", "-")}`;
  return (
    <>
      <div className={parts.row}>
        <TextInput className={classes.generic ?? ""} label={t("clinic.form.prescription.generic")} autoCapitalize="characters" spellCheck={false} value={line.generic ?? ""} onChange={({ currentTarget }) => set({ generic: inCapitals(currentTarget) })} {...at("generic")} />
        <TextInput label={t("clinic.form.prescription.brand")} spellCheck={false} value={line.brand ?? ""} onChange={({ currentTarget }) => set({ brand: currentTarget.value })} {...at("brand")} />
        <TypedInput label={t("clinic.form.prescription.strength")} placeholder="500 mg" inputMode="text" value={line.strength} change={(strength) => set({ strength })} show={showStrength} read={readStrength} hint={t("clinic.form.prescription.notStrength")} {...at("strength.value", "strength.unit", "strength")} />
        <Choice label={t("clinic.form.prescription.form")} value={line.form} change={(form) => form && change(withQuantity(line, inForm(line, form)))} options={forms.map((one) => [one, t(`clinic.form.prescription.form.${one}`)])} {...at("form")} />
      </div>
      <div className={parts.row}>
        <NumberField label={t("clinic.form.prescription.dose")} places={2} value={dose?.value} change={(value) => setCourse({ dose: value === undefined ? undefined : { value, unit: doseUnit } })} {...at("dose.value", "dose")} />
        <Choice label={t("clinic.form.prescription.doseUnit")} disabled={!dose} value={doseUnit} change={(unit) => dose && unit && setCourse({ dose: { ...dose, unit } })} options={doseUnits.map((one) => [one, t(`clinic.form.prescription.unit.${one.replace(/[^a-z]/gi, "") as "tablet"}`)])} {...at("dose.unit")} />
        <TypedInput
          label={t("clinic.form.prescription.frequency")}
          placeholder="1-0-1"
          inputMode="text"
          list={patterns}
          value={frequency?.pattern}
          change={(pattern) => setCourse({ frequency: pattern === undefined ? undefined : { ...lastFrequency, pattern } })}
          show={String}
          read={readFrequency}
          hint=""
          {...(slots && { description: slots.map(({ slot, doses }) => `${t(`slot.${slot}`)} ${doses}`).join(" · "), inputWrapperOrder: ["label", "input", "error", "description"] })}
          {...at("frequency.pattern", "frequency")}
        />
        <datalist id={patterns}>
          {usualPatterns.map((pattern) => (
            <option key={pattern} value={pattern} />
          ))}
        </datalist>
        <Choice label={t("clinic.form.prescription.timing")} empty="–" value={line.timing} change={(timing) => set({ timing })} options={timings.map((one) => [one, t(`timing.${one}`)])} {...at("timing")} />
      </div>
      <div className={parts.row}>
        <PeriodFields label name={t("clinic.form.prescription.duration")} value={line.duration} change={(duration) => setCourse({ duration })} units={["d", "wk", "mo"]} path={`${path}.duration`} notes={notes} />
        <NumberField label={t("clinic.form.prescription.quantity")} places={2} value={line.quantity} change={(quantity) => set({ quantity })} {...at("quantity")} />
        <Choice label={t("clinic.form.prescription.route")} empty="–" value={line.route} change={(route) => set({ route })} options={routes.map((one) => [one, t(`route.${one}`)])} {...at("route")} />
      </div>
      <div className={parts.row}>
        <Checkbox mt="xs" label={t("clinic.form.prescription.sos")} checked={line.sos ?? false} onChange={({ currentTarget }) => setCourse(currentTarget.checked ? { sos: true } : { sos: undefined, sosReason: undefined })} />
        {line.sos && <TextInput className={parts.wide ?? ""} label={t("clinic.form.prescription.sosReason")} value={line.sosReason ?? ""} onChange={({ currentTarget }) => set({ sosReason: currentTarget.value })} {...at("sosReason")} />}
      </div>
      {tele && list}
      <Fold
        title={t("clinic.form.prescription.more")}
        filled={!!line.instructions || !!line.startDate || !!line.refills || line.substitutionAllowed !== undefined || !!line.coding || !!frequency?.everyDays || !!frequency?.meaning || (!tele && (!!line.schedule || !!line.telemedicineList)) || ["instructions", "startDate", "refills", "coding", "frequency.everyDays", "frequency.meaning", "schedule", "telemedicineList"].some((field) => notes.within(`${path}.${field}`))}
      >
        <Textarea label={t("clinic.form.prescription.instructions")} description={t("clinic.form.prescription.instructionsHint")} autosize value={line.instructions ?? ""} onChange={({ currentTarget }) => set({ instructions: currentTarget.value })} {...at("instructions")} />
        <div className={parts.row}>
          <DayInput label={t("clinic.form.prescription.start")} value={line.startDate} change={(startDate) => set({ startDate })} {...at("startDate")} />
          <NumberField label={t("clinic.form.prescription.everyDays")} disabled={!frequency} value={frequency?.everyDays} change={(everyDays) => frequency && setCourse({ frequency: altered(frequency, { everyDays }) })} {...at("frequency.everyDays")} />
          <TextInput label={t("clinic.form.prescription.meaning")} disabled={!frequency} value={frequency?.meaning ?? ""} onChange={({ currentTarget }) => frequency && set({ frequency: altered(frequency, { meaning: currentTarget.value }) })} {...at("frequency.meaning")} />
          <NumberField label={t("clinic.form.prescription.refills")} value={line.refills} change={(refills) => set({ refills })} {...at("refills")} />
        </div>
        {!tele && list}
        <div className={parts.row}>
          <CodeField value={line.coding} change={(coding) => set({ coding })} systems={["snomed-ct"]} path={`${path}.coding`} notes={notes} />
          <Checkbox mt="xl" label={t("clinic.form.prescription.substitution")} checked={line.substitutionAllowed ?? false} onChange={({ currentTarget }) => set({ substitutionAllowed: currentTarget.checked || undefined })} />
        </div>
      </Fold>
    </>
  );
}
