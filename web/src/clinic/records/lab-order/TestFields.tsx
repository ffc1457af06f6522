import { Checkbox, Textarea, TextInput } from "@mantine/core";
import type { LabTest } from "../../../records/content";
import { useWords } from "../../words/words";
import type { Notes } from "../form";
import { altered } from "../parts/altered";
import { CodeField } from "../parts/CodeField";
import { Fold } from "../parts/Fold";
import parts from "../parts/parts.module.css";
import { renamed, unitOf } from "./common-tests";
import { ResultFields } from "./ResultFields";

interface TestFieldsProps {
  test: Partial<LabTest>;
  change: (next: Partial<LabTest>) => void;
  path: string;
  notes: Notes;
  /** Id of the list of common names. */
  names: string;
  patientId: string;
  attachments: readonly string[];
  saved: LabTest | undefined;
}

/** One test: its name, which brings the code, what the patient must know, and the result. */
export function TestFields({ test, change, path, notes, names, patientId, attachments, saved }: TestFieldsProps) {
  const { t } = useWords();
  const at = (...fields: readonly string[]) => notes.at(...fields.map((field) => `${path}.${field}`));
  const set = (changed: { readonly [K in keyof LabTest]?: LabTest[K] | undefined }) => change(altered(test, changed));
  const { specimen } = test;
  return (
    <>
      <div className={parts.row}>
        <TextInput className={parts.wide ?? ""} label={t("clinic.form.lab.name")} list={names} value={test.name ?? ""} onChange={({ currentTarget }) => change(renamed(test, currentTarget.value))} {...at("name")} />
        <TextInput label={t("clinic.form.lab.specimen")} value={specimen?.text ?? ""} onChange={({ currentTarget: { value: text } }) => set({ specimen: text || specimen?.coding ? { ...specimen, text } : undefined })} {...at("specimen.text", "specimen")} />
        <Checkbox mt="xl" label={t("clinic.form.lab.fasting")} checked={test.fasting ?? false} onChange={({ currentTarget }) => set({ fasting: currentTarget.checked || undefined })} />
      </div>
      <Fold title={t("clinic.form.lab.result")} filled={!!test.result || notes.within(`${path}.result`)}>
        <ResultFields result={test.result} change={(result) => set({ result })} usualUnit={unitOf(test)} path={`${path}.result`} notes={notes} patientId={patientId} attachments={attachments} flag={saved?.result?.flag} />
      </Fold>
      <Fold title={t("clinic.form.lab.more")} filled={!!test.instructions || !!test.snomed || ["instructions", "loinc", "snomed", "panel", "specimen.coding"].some((field) => notes.within(`${path}.${field}`))}>
        <Textarea label={t("clinic.form.lab.instructions")} autosize value={test.instructions ?? ""} onChange={({ currentTarget }) => set({ instructions: currentTarget.value })} {...at("instructions")} />
        <div className={parts.row}>
          <TextInput label={t("clinic.form.lab.panel")} value={test.panel ?? ""} onChange={({ currentTarget }) => set({ panel: currentTarget.value })} {...at("panel")} />
          <CodeField label={t("clinic.form.lab.loinc")} value={test.loinc} change={(loinc) => set({ loinc })} systems={["loinc"]} path={`${path}.loinc`} notes={notes} />
          <CodeField label={t("clinic.form.lab.snomed")} value={test.snomed} change={(snomed) => set({ snomed })} systems={["snomed-ct"]} path={`${path}.snomed`} notes={notes} />
          <CodeField label={t("clinic.form.lab.specimenCode")} value={specimen?.coding} change={(coding) => set({ specimen: altered(specimen ?? { text: "" }, { coding }) })} systems={["snomed-ct"]} path={`${path}.specimen.coding`} notes={notes} />
        </div>
      </Fold>
    </>
  );
}
