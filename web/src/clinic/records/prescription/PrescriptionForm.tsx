import { Button, Group, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import type { Medicine, Prescription } from "../../../records/content";
import { formatDate } from "../../../shared/format";
import { useWords } from "../../words/words";
import type { ContentFormProps } from "../form";
import { altered } from "../parts/altered";
import { DiagnosisLines } from "../parts/DiagnosisLines";
import { FollowUpFields } from "../parts/FollowUpFields";
import { Choice, NumberField } from "../parts/inputs";
import { Lines } from "../parts/Lines";
import parts from "../parts/parts.module.css";
import { newestRecordsQuery } from "../queries";
import { isBlank, newLine, type Line } from "./defaults";
import { KnownAllergies } from "./KnownAllergies";
import { MedicineFields } from "./MedicineFields";
import { PrescriberNote } from "./PrescriberNote";

export const begin = (): object => ({ consultation: { mode: "in-person", stage: "first" }, medicines: [newLine()] });

/** The medicines of one consultation, a line each. */
export function Form({ content, change, notes, patient }: ContentFormProps<Prescription>) {
  const { t } = useWords();
  const set = (changed: { readonly [K in keyof Prescription]?: Prescription[K] | undefined }) => change(altered(content, { ...changed, prescriber: undefined }));
  const { consultation = { mode: "in-person", stage: "first" } } = content;
  const lines: readonly Line[] = content.medicines ?? [];
  // The contract wants what a draft may still lack.
  const put = (next: readonly Line[]) => change({ ...altered(content, { prescriber: undefined }), medicines: next as Medicine[] });
  return (
    <div className={parts.part}>
      <PrescriberNote notes={notes} />
      <KnownAllergies patientId={patient.id} />
      <Repeat patientId={patient.id} empty={lines.every(isBlank)} take={(last) => change({ ...altered(content, { diagnoses: content.diagnoses ?? last.diagnoses, prescriber: undefined }), medicines: last.medicines.map((medicine) => altered(medicine, { startDate: undefined })) })} />
      <fieldset className={parts.part}>
        <legend>{t("clinic.form.prescription.medicines")}</legend>
        <Lines
          items={lines}
          change={put}
          blank={newLine}
          add={t("clinic.form.prescription.add")}
          name={(n) => t("clinic.form.prescription.nth", { n })}
          aside={(line, i) => (
            <Button size="compact-sm" variant="subtle" color="gray" leftSection={<Copy size={14} aria-hidden />} onClick={() => put([...lines.slice(0, i + 1), line, ...lines.slice(i + 1)])} aria-label={t("clinic.form.prescription.copyOf", { n: i + 1 })}>
              {t("clinic.form.prescription.copy")}
            </Button>
          )}
        >
          {(line, changeLine, i) => <MedicineFields line={line} change={changeLine} path={`medicines.${i}`} notes={notes} tele={consultation.mode !== "in-person"} />}
        </Lines>
      </fieldset>
      <DiagnosisLines items={content.diagnoses} change={(diagnoses) => set({ diagnoses })} notes={notes} />
      <Textarea label={t("clinic.form.prescription.advice")} autosize minRows={2} value={content.advice ?? ""} onChange={({ currentTarget }) => set({ advice: currentTarget.value })} {...notes.at("advice")} />
      <FollowUpFields value={content.followUp} change={(followUp) => set({ followUp })} notes={notes} />
      <div className={parts.row}>
        <Choice label={t("clinic.form.prescription.mode")} value={consultation.mode} change={(mode) => mode && set({ consultation: { ...consultation, mode } })} options={(["in-person", "video", "audio", "text"] as const).map((one) => [one, t(`staff.prescription.mode.${one}`)])} {...notes.at("consultation.mode")} />
        <Choice label={t("clinic.form.prescription.stage")} value={consultation.stage} change={(stage) => stage && set({ consultation: { ...consultation, stage } })} options={(["first", "follow-up"] as const).map((one) => [one, t(`staff.prescription.stage.${one}`)])} {...notes.at("consultation.stage")} />
        <NumberField label={t("vital.weight")} unit="kg" places={3} value={content.weight} change={(weight) => set({ weight })} {...notes.at("weight")} />
      </div>
    </div>
  );
}

/** Offers to begin with what was prescribed the last time. */
function Repeat({ patientId, empty, take }: { patientId: string; empty: boolean; take: (last: Prescription) => void }) {
  const { t, language } = useWords();
  const { data } = useQuery(newestRecordsQuery(patientId));
  const last = data?.items.find(({ type, status }) => type === "prescription" && (status === "final" || status === "amended"));
  if (!last || !empty) return null;
  return (
    <Group>
      <Button size="xs" variant="default" leftSection={<Copy size={14} aria-hidden />} onClick={() => take(last.content as Prescription)}>
        {t("clinic.form.prescription.repeat", { date: formatDate(language, last.effectiveAt, "short") })}
      </Button>
    </Group>
  );
}
