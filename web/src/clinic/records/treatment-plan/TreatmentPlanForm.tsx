import { Checkbox, TextInput, Textarea } from "@mantine/core";
import { formatRupees } from "../../../shared/money";
import type { PlanItem, TreatmentPlan } from "../../../records/content";
import { useWords } from "../../words/words";
import { altered } from "../parts/altered";
import classes from "../parts/parts.module.css";
import { Fold } from "../parts/Fold";
import { Choice, DayInput, today } from "../parts/inputs";
import { Lines } from "../parts/Lines";
import { LinesOfText } from "../parts/LinesOfText";
import { Sums } from "../parts/Sums";
import type { ContentFormProps } from "../form";
import { estimateOf, priceOf } from "./price";
import { StepFields, type Step } from "./StepFields";

const statuses = ["draft", "active", "on-hold", "revoked", "completed"] as const;

const newStep = (): Step => ({ status: "planned" });

export const begin = (): object => ({ title: "", status: "draft", items: [newStep()] });

/** What is to be done for a patient in one or more visits, and what it may cost. */
export function Form({ content, change, notes, patient }: ContentFormProps<TreatmentPlan>) {
  const { t, language } = useWords();
  const set = (parts: { readonly [K in keyof TreatmentPlan]?: TreatmentPlan[K] | undefined }) => change(altered(content, { ...parts, estimate: undefined }));
  const { items = [], goals = [], acceptance } = content;
  const steps: readonly Step[] = items;
  const { gross, discount, tax, total } = estimateOf(steps);
  return (
    <div className={classes.form}>
      <div className={classes.row}>
        <TextInput className={classes.wide ?? ""} label={t("clinic.form.plan.title")} value={content.title ?? ""} onChange={({ currentTarget }) => set({ title: currentTarget.value })} {...notes.at("title")} />
        <Choice label={t("clinic.form.plan.status")} value={content.status} change={(status) => set({ status })} options={statuses.map((one) => [one, t(`clinic.form.plan.is.${one}`)])} {...notes.at("status")} />
      </div>
      <fieldset className={classes.part}>
        <legend>{t("clinic.form.plan.steps")}</legend>
        {/* The contract wants what a draft may still lack. */}
        <Lines
          items={steps}
          change={(next) => set({ items: next as PlanItem[] })}
          blank={newStep}
          add={t("clinic.form.plan.addStep")}
          name={(n) => t("clinic.form.plan.stepNamed", { n })}
          aside={(step) => formatRupees(language, priceOf(step).total)}
        >
          {(step, changeStep, i) => <StepFields step={step} change={changeStep} path={`items.${i}`} notes={notes} patient={patient} />}
        </Lines>
        <Sums
          rows={[
            ...(discount || tax ? ([["gross", t("clinic.form.plan.gross"), gross]] as const) : []),
            ...(discount ? ([["discount", t("clinic.form.plan.discount"), -discount]] as const) : []),
            ...(tax ? ([["tax", t("clinic.form.plan.tax"), tax]] as const) : []),
            ["total", t("clinic.form.plan.estimate"), total],
          ]}
          noted={notes.at("items", "estimate")}
        />
      </fieldset>
      <fieldset className={classes.part}>
        <legend>{t("clinic.form.plan.agreement")}</legend>
        <Checkbox label={t("clinic.form.plan.agreed")} checked={!!acceptance} onChange={({ currentTarget }) => set({ acceptance: currentTarget.checked ? { by: patient.phoneIsGuardians ? "" : patient.name, at: today() } : undefined })} />
        {acceptance && (
          <div className={classes.row}>
            <TextInput label={t("clinic.form.plan.agreedBy")} value={acceptance.by} onChange={({ currentTarget }) => set({ acceptance: { ...acceptance, by: currentTarget.value } })} {...notes.at("acceptance.by")} />
            <DayInput label={t("clinic.form.plan.agreedAt")} value={acceptance.at} change={(at = "") => set({ acceptance: altered(acceptance, { at }) })} max={today()} {...notes.at("acceptance.at")} />
          </div>
        )}
      </fieldset>
      <Fold title={t("clinic.form.plan.optional")} filled={goals.length > 0 || !!content.notes || !!content.startDate || !!content.endDate || ["goals", "notes", "startDate", "endDate"].some(notes.within)}>
        <div className={classes.row}>
          <DayInput label={t("clinic.form.plan.startDate")} value={content.startDate} change={(startDate) => set({ startDate })} {...notes.at("startDate")} />
          <DayInput label={t("clinic.form.plan.endDate")} value={content.endDate} change={(endDate) => set({ endDate })} min={content.startDate} {...notes.at("endDate")} />
        </div>
        <LinesOfText label={t("clinic.form.plan.goals")} lines={goals} change={(next) => set({ goals: next })} {...notes.at("goals", ...goals.map((_, i) => `goals.${i}`))} />
        <Textarea label={t("clinic.form.plan.notes")} autosize minRows={2} value={content.notes ?? ""} onChange={({ currentTarget }) => set({ notes: currentTarget.value })} {...notes.at("notes")} />
      </Fold>
    </div>
  );
}
