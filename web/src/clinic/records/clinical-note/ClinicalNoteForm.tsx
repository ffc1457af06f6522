import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { Lock } from "lucide-react";
import type { ClinicalNote } from "../../../records/content";
import { useWords } from "../../words/words";
import type { ContentFormProps } from "../form";
import { altered, alteredOrNone } from "../parts/altered";
import { CodedLines } from "../parts/CodedLines";
import { DiagnosisLines } from "../parts/DiagnosisLines";
import { Fold } from "../parts/Fold";
import { FollowUpFields } from "../parts/FollowUpFields";
import { Choice, DayInput } from "../parts/inputs";
import parts from "../parts/parts.module.css";
import { PeriodFields } from "../parts/PeriodFields";
import classes from "./ClinicalNoteForm.module.css";
import { ChartFiles } from "./ChartFiles";

export const begin = (): object => ({ visitType: "outpatient" });

const severities = ["mild", "moderate", "severe"] as const;
const plain = ["investigationAdvice", "procedures", "medications", "otherObservations"] as const;
const systems = { examination: ["snomed-ct", "loinc"], investigationAdvice: ["snomed-ct", "loinc"], procedures: ["snomed-ct"], medications: ["snomed-ct"], otherObservations: ["snomed-ct", "loinc"] } as const;

/** What came up at a visit: the sections that nearly every note has, the others folded away. */
export function Form({ content, change, notes, patient }: ContentFormProps<ClinicalNote>) {
  const { t } = useWords();
  const set = (changed: { readonly [K in keyof ClinicalNote]?: ClinicalNote[K] | undefined }) => change(altered(content, changed));
  const severity = (of: string, value: (typeof severities)[number] | undefined, changed: (next: (typeof severities)[number] | undefined) => void, at: string) => (
    <Choice aria-label={of} empty={t("clinic.form.note.severity")} value={value} change={changed} options={severities.map((one) => [one, t(`severity.${one}`)])} {...notes.at(`${at}.severity`)} />
  );
  const texts = (field: "examination" | (typeof plain)[number]) => (
    <CodedLines key={field} legend={t(`clinic.form.note.${field}`)} items={content[field]} change={(next) => set({ [field]: next })} blank={{}} systems={systems[field]} path={field} notes={notes} />
  );
  const allergic = (content.allergies?.length ?? 0) > 0;
  const holding = (...fields: readonly (keyof ClinicalNote)[]) => fields.some((field) => content[field] !== undefined || notes.within(field));
  return (
    <div className={classes.sections}>
      <CodedLines legend={t("clinic.form.note.chiefComplaints")} items={content.chiefComplaints} change={(chiefComplaints) => set({ chiefComplaints })} blank={{}} systems={["snomed-ct"]} path="chiefComplaints" notes={notes} placeholder={t("clinic.form.note.complaintExample")}>
        {(item, setItem, at, n) => (
          <>
            <PeriodFields name={t("clinic.form.note.durationOf", { n })} value={item.duration} change={(duration) => setItem({ duration })} units={["h", "d", "wk", "mo", "a"]} path={`${at}.duration`} notes={notes} />
            {severity(t("clinic.form.note.severityOf", { n }), item.severity, (next) => setItem({ severity: next }), at)}
          </>
        )}
      </CodedLines>
      {texts("examination")}
      <div>
        <CodedLines legend={t("clinic.form.note.allergies")} items={content.allergies} change={(allergies) => set({ allergies })} blank={{}} systems={["snomed-ct"]} path="allergies" notes={notes}>
          {(item, setItem, at, n) => (
            <>
              <TextInput aria-label={t("clinic.form.note.reactionOf", { n })} placeholder={t("clinic.form.note.reaction")} value={item.reaction ?? ""} onChange={({ currentTarget }) => setItem({ reaction: currentTarget.value })} {...notes.at(`${at}.reaction`)} />
              {severity(t("clinic.form.note.allergySeverityOf", { n }), item.severity, (next) => setItem({ severity: next }), at)}
            </>
          )}
        </CodedLines>
        {(!allergic || content.noKnownAllergies) && <Checkbox mt="xs" label={t("clinic.form.note.noKnownAllergies")} checked={content.noKnownAllergies ?? false} onChange={({ currentTarget }) => set({ noKnownAllergies: currentTarget.checked || undefined })} error={notes.at("noKnownAllergies").error} />}
      </div>
      <DiagnosisLines items={content.diagnoses} change={(diagnoses) => set({ diagnoses })} notes={notes} />
      <Textarea label={t("clinic.form.note.freeText")} autosize minRows={4} maxRows={24} value={content.freeText ?? ""} onChange={({ currentTarget }) => set({ freeText: currentTarget.value })} {...notes.at("freeText")} />
      <FollowUpFields value={content.followUp} change={(followUp) => set({ followUp })} notes={notes} />
      <Fold title={t("clinic.form.note.plan")} filled={holding(...plain, "referral")}>
        {plain.map(texts)}
        <div className={parts.row}>
          <TextInput label={t("clinic.form.note.referTo")} value={content.referral?.to ?? ""} onChange={({ currentTarget }) => set({ referral: alteredOrNone<object>(content.referral, { to: currentTarget.value }) as ClinicalNote["referral"] })} {...notes.at("referral.to", "referral")} />
          <Textarea className={parts.wide ?? ""} label={t("clinic.form.note.referReason")} autosize minRows={1} value={content.referral?.reason ?? ""} onChange={({ currentTarget }) => set({ referral: alteredOrNone<object>(content.referral, { reason: currentTarget.value }) as ClinicalNote["referral"] })} {...notes.at("referral.reason")} />
        </div>
      </Fold>
      <Fold title={t("clinic.form.note.history")} filled={holding("medicalHistory", "familyHistory")}>
        <CodedLines legend={t("clinic.form.note.medicalHistory")} items={content.medicalHistory} change={(medicalHistory) => set({ medicalHistory })} blank={{ kind: "condition" }} systems={["icd-10", "snomed-ct"]} path="medicalHistory" notes={notes}>
          {(item, setItem, at, n) => (
            <>
              <Choice aria-label={t("clinic.form.note.kindOf", { n })} value={item.kind} change={(kind) => kind && setItem({ kind })} options={(["condition", "procedure"] as const).map((one) => [one, t(`clinic.form.note.kind.${one}`)])} {...notes.at(`${at}.kind`)} />
              <DayInput aria-label={t("clinic.form.note.sinceOf", { n })} value={item.since} change={(since) => setItem({ since })} {...notes.at(`${at}.since`)} />
            </>
          )}
        </CodedLines>
        <CodedLines legend={t("clinic.form.note.familyHistory")} items={content.familyHistory} change={(familyHistory) => set({ familyHistory })} blank={{}} systems={["icd-10", "snomed-ct"]} path="familyHistory" notes={notes}>
          {(item, setItem, at, n) => <TextInput aria-label={t("clinic.form.note.relationOf", { n })} placeholder={t("clinic.form.note.relation")} value={item.relation ?? ""} onChange={({ currentTarget }) => setItem({ relation: currentTarget.value })} {...notes.at(`${at}.relation`)} />}
        </CodedLines>
      </Fold>
      <Fold title={t("clinic.form.note.more")} filled={holding("documents") || content.visitType === "tele"}>
        <Choice label={t("clinic.form.note.visitType")} empty="–" value={content.visitType} change={(visitType) => set({ visitType })} options={(["outpatient", "tele"] as const).map((one) => [one, t(`clinic.form.note.visit.${one}`)])} {...notes.at("visitType")} />
        <ChartFiles patientId={patient.id} ids={content.documents ?? []} change={(documents) => set({ documents: [...documents] })} notes={notes} />
      </Fold>
      <div className={classes.private}>
        <Textarea
          label={
            <>
              <Lock size={14} aria-hidden /> {t("clinic.form.note.private")}
            </>
          }
          description={t("clinic.form.note.privateHint")}
          autosize
          minRows={2}
          maxRows={24}
          value={content.privateNote ?? ""}
          onChange={({ currentTarget }) => set({ privateNote: currentTarget.value })}
          {...notes.at("privateNote")}
        />
      </div>
    </div>
  );
}
