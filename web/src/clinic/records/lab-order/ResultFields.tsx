import { Textarea, TextInput } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import type { LabResult } from "../../../records/content";
import { useWords } from "../../words/words";
import { fileQuery } from "../attachments/queries";
import type { Notes } from "../form";
import { alteredOrNone } from "../parts/altered";
import { Choice, NumberField } from "../parts/inputs";
import { MomentInput } from "../parts/MomentInput";
import parts from "../parts/parts.module.css";
import { useLast } from "../parts/use-last";

interface ResultFieldsProps {
  result: LabResult | undefined;
  change: (next: LabResult | undefined) => void;
  usualUnit: string | undefined;
  path: string;
  notes: Notes;
  patientId: string;
  attachments: readonly string[];
  /** What the server says of the value beside its range. */
  flag: LabResult["flag"] | undefined;
}

/** What the laboratory found: a number with its unit and range, or a text. */
export function ResultFields({ result, change, usualUnit, path, notes, patientId, attachments, flag }: ResultFieldsProps) {
  const { t } = useWords();
  const files = useQueries({ queries: attachments.map((id) => fileQuery(patientId, id)) });
  const at = (...fields: readonly string[]) => notes.at(...fields.map((field) => `${path}.${field}`));
  /** A result that begins is one of now; one of which nothing is left is none. */
  const set = (changed: { readonly [K in keyof LabResult]?: LabResult[K] | undefined }) => {
    const next = alteredOrNone<Partial<LabResult>>(result, changed);
    const said = next && (next.value !== undefined || next.text || next.attachment);
    change(said || result?.reportedAt !== next?.reportedAt ? ({ reportedAt: new Date().toISOString(), ...next } as LabResult) : undefined);
  };
  const last = useLast(result?.value === undefined ? undefined : result);
  /** What a value gets that is typed anew. */
  const again = { unit: result?.unit ?? last?.unit ?? usualUnit, referenceLow: last?.referenceLow, referenceHigh: last?.referenceHigh, reportedAt: result?.reportedAt ?? last?.reportedAt };
  const text = !!result?.text && result.value === undefined;
  return (
    <>
      <div className={parts.row}>
        <NumberField label={t("clinic.form.lab.value")} places={6} disabled={text} value={result?.value} change={(value) => set(value === undefined ? { value, unit: undefined, referenceLow: undefined, referenceHigh: undefined, flag: undefined } : result?.value === undefined ? { ...again, value } : { value })} {...at("value")} />
        <TextInput label={t("clinic.form.lab.unit")} disabled={text} value={result?.unit ?? ""} onChange={({ currentTarget }) => set({ unit: currentTarget.value.trim() })} {...at("unit")} />
        <NumberField label={t("clinic.form.lab.low")} places={6} disabled={text} value={result?.referenceLow} change={(referenceLow) => set({ referenceLow, flag: undefined })} {...at("referenceLow")} />
        <NumberField label={t("clinic.form.lab.high")} places={6} disabled={text} value={result?.referenceHigh} change={(referenceHigh) => set({ referenceHigh, flag: undefined })} {...at("referenceHigh")} />
        <Choice label={t("clinic.form.lab.flag")} empty={flag && !result?.flag ? t(`lab.flag.${flag}`) : "–"} disabled={!result} value={result?.flag} change={(next) => set({ flag: next })} options={(["H", "L", "A"] as const).map((one) => [one, t(`lab.flag.${one}`)])} {...at("flag")} />
      </div>
      <div className={parts.row}>
        <Textarea className={parts.wide ?? ""} label={t("clinic.form.lab.text")} autosize minRows={1} disabled={result?.value !== undefined} value={result?.text ?? ""} onChange={({ currentTarget }) => set({ text: currentTarget.value })} {...notes.at(`${path}.text`, path)} />
        <MomentInput label={t("clinic.form.lab.reportedAt")} value={result?.reportedAt} change={(reportedAt) => reportedAt && set({ reportedAt })} {...at("reportedAt")} />
        {(attachments.length > 0 || result?.attachment) && (
          <Choice label={t("clinic.form.lab.report")} empty="–" value={result?.attachment} change={(attachment) => set({ attachment })} options={[...new Set([...attachments, ...(result?.attachment ? [result.attachment] : [])])].map((id) => [id, files.find(({ data }) => data?.id === id)?.data?.name ?? t("clinic.editor.files.one")])} {...at("attachment")} />
        )}
      </div>
    </>
  );
}
