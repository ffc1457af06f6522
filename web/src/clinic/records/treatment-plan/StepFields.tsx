import { TextInput, Textarea } from "@mantine/core";
import type { PlanItem } from "../../../records/content";
import { useWords } from "../../words/words";
import { altered } from "../parts/altered";
import classes from "../parts/parts.module.css";
import { Fold } from "../parts/Fold";
import { Choice, DayInput, MoneyInput, NumberField, today } from "../parts/inputs";
import { TypedInput } from "../parts/TypedInput";
import type { Notes, Patient } from "../form";
import { quantityOf, readPart, showPart } from "./price";
import { TeethField } from "./TeethField";

/** A step as it is being written: any part of it may be missing. */
export type Step = Partial<PlanItem>;

interface StepFieldsProps {
  step: Step;
  change(next: Step): void;
  /** The path of the step in the content. */
  path: string;
  notes: Notes;
  patient: Patient;
}

const statuses = ["planned", "in-progress", "completed", "cancelled"] as const;

/** One step of a plan: what is done, on which teeth, and what it costs. */
export function StepFields({ step, change, path, notes, patient }: StepFieldsProps) {
  const { t } = useWords();
  // The server computes the amounts anew from what is typed.
  const set = (parts: { readonly [K in keyof Step]?: Step[K] | undefined }) => change(altered(step, { ...parts, amounts: undefined }));
  const { procedure, toothNumbers = [], status = "planned" } = step;
  const at = (field: string) => notes.at(`${path}.${field}`);
  const partOf = (field: "discount" | "tax") => notes.at(`${path}.${field}`, `${path}.${field}.amount`, `${path}.${field}.basisPoints`);
  const part = (field: "discount" | "tax", label: string) => (
    <TypedInput label={label} placeholder={t("clinic.form.plan.partOf")} value={step[field]} change={(next) => set({ [field]: next })} show={showPart} read={readPart} hint={t("clinic.form.plan.notPart")} {...partOf(field)} />
  );
  const code = procedure?.coding?.code ?? "";
  return (
    <>
      <div className={classes.row}>
        <TextInput
          className={classes.wide ?? ""}
          label={t("clinic.form.plan.procedure")}
          value={procedure?.text ?? ""}
          onChange={({ currentTarget }) => set({ procedure: { ...procedure, text: currentTarget.value } })}
          {...notes.at(`${path}.procedure`, `${path}.procedure.text`)}
        />
        <Choice
          label={t("clinic.form.plan.progress")}
          value={status}
          change={(next = "planned") => set({ status: next, completedOn: next === "completed" ? (step.completedOn ?? today()) : undefined })}
          options={statuses.map((one) => [one, t(`clinic.form.plan.step.${one}`)])}
          {...at("status")}
        />
        <TeethField
          teeth={toothNumbers}
          change={(next) => set({ toothNumbers: next })}
          patient={patient}
          noted={notes.at(`${path}.toothNumbers`, ...toothNumbers.map((_, i) => `${path}.toothNumbers.${i}`))}
        />
      </div>
      <div className={classes.row}>
        <MoneyInput label={t("clinic.form.plan.unitCost")} value={step.unitCost} change={(unitCost) => set({ unitCost })} {...at("unitCost")} />
        <NumberField label={t("clinic.form.plan.quantity")} placeholder={String(quantityOf(step))} by={1} value={step.quantity} change={(quantity) => set({ quantity })} {...at("quantity")} />
        {part("discount", t("clinic.form.plan.discount"))}
        <NumberField label={t("clinic.form.plan.sittings")} by={1} value={step.sittings} change={(sittings) => set({ sittings: sittings || undefined })} {...at("sittings")} />
        {status === "completed" && <DayInput label={t("clinic.form.plan.completedOn")} value={step.completedOn} change={(completedOn) => set({ completedOn })} max={today()} {...at("completedOn")} />}
      </div>
      <Fold title={t("clinic.form.plan.more")} filled={!!step.notes || !!step.tax || !!code || notes.within(`${path}.notes`) || notes.within(`${path}.tax`) || notes.within(`${path}.procedure.coding`)}>
        <Textarea label={t("clinic.form.plan.stepNotes")} autosize minRows={2} value={step.notes ?? ""} onChange={({ currentTarget }) => set({ notes: currentTarget.value })} {...at("notes")} />
        <div className={classes.row}>
          {part("tax", t("clinic.form.plan.tax"))}
          <TextInput
            label={t("clinic.form.plan.code")}
            inputMode="numeric"
            value={code}
            onChange={({ currentTarget }) => set({ procedure: altered(procedure ?? { text: "" }, { coding: currentTarget.value ? { system: "snomed-ct", code: currentTarget.value.trim() } : undefined }) })}
            {...notes.at(`${path}.procedure.coding`, `${path}.procedure.coding.code`)}
          />
        </div>
      </Fold>
    </>
  );
}
