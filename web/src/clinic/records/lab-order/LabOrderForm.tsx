import { Button, Group, Textarea, TextInput } from "@mantine/core";
import { Plus } from "lucide-react";
import type { LabOrder, LabTest } from "../../../records/content";
import { useWords } from "../../words/words";
import type { ContentFormProps } from "../form";
import { altered } from "../parts/altered";
import { Choice, DayInput, MoneyInput, today } from "../parts/inputs";
import { Lines } from "../parts/Lines";
import parts from "../parts/parts.module.css";
import { commonTests, testsOf } from "./common-tests";
import { TestFields } from "./TestFields";

export const begin = (): object => ({ status: "active", priority: "routine", tests: [{ name: "" }] });

const names = "common-tests";

/** What a laboratory is asked to find out, and later what it found. */
export function Form({ content, change, saved, notes, patient, attachments }: ContentFormProps<LabOrder>) {
  const { t } = useWords();
  const set = (changed: { readonly [K in keyof LabOrder]?: LabOrder[K] | undefined }) => change(altered(content, { ...changed, orderedBy: undefined }));
  const tests: readonly Partial<LabTest>[] = content.tests ?? [];
  // The contract wants what a draft may still lack.
  const put = (next: readonly Partial<LabTest>[]) => change({ ...altered(content, { orderedBy: undefined }), tests: next as LabTest[] });
  const written = tests.filter(({ name, result }) => name || result);
  return (
    <div className={parts.part}>
      <div className={parts.row}>
        <Choice label={t("clinic.form.lab.priority")} value={content.priority} change={(priority) => priority && set({ priority })} options={(["routine", "urgent", "asap", "stat"] as const).map((one) => [one, t(`clinic.form.lab.priority.${one}`)])} {...notes.at("priority")} />
        <Choice label={t("clinic.form.lab.status")} value={content.status} change={(status) => status && set({ status })} options={(["draft", "active", "completed", "revoked"] as const).map((one) => [one, t(`clinic.form.lab.status.${one}`)])} {...notes.at("status")} />
        <DayInput label={t("clinic.form.lab.orderDate")} value={content.orderDate ?? saved?.orderDate} change={(orderDate) => set({ orderDate })} max={today()} {...notes.at("orderDate")} />
      </div>
      <fieldset className={parts.part}>
        <legend>{t("clinic.form.lab.tests")}</legend>
        <Group gap="xs">
          {(["blood-count", "lipids"] as const).map((panel) => (
            <Button key={panel} size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => put([...written, ...testsOf(panel)])}>
              {t(`clinic.form.lab.panel.${panel}`)}
            </Button>
          ))}
        </Group>
        <datalist id={names}>
          {commonTests.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Lines items={tests} change={put} blank={() => ({ name: "" })} add={t("clinic.form.lab.add")} name={(n) => t("clinic.form.lab.nth", { n })} aside={({ panel }) => panel}>
          {(test, changeTest, i) => <TestFields test={test} change={changeTest} path={`tests.${i}`} notes={notes} names={names} patientId={patient.id} attachments={attachments} saved={saved?.tests?.[i]} />}
        </Lines>
        {notes.at("tests").error && <p role="alert">{notes.at("tests").error}</p>}
      </fieldset>
      <div className={parts.row}>
        <TextInput label={t("clinic.form.lab.labName")} value={content.labName ?? ""} onChange={({ currentTarget }) => set({ labName: currentTarget.value })} {...notes.at("labName")} />
        <TextInput label={t("clinic.form.lab.accession")} value={content.accession ?? ""} onChange={({ currentTarget }) => set({ accession: currentTarget.value })} {...notes.at("accession")} />
        <MoneyInput label={t("clinic.form.lab.cost")} value={content.cost} change={(cost) => set({ cost })} {...notes.at("cost")} />
      </div>
      <Textarea label={t("clinic.form.lab.note")} description={t("clinic.form.lab.noteHint")} autosize minRows={2} value={content.clinicalNote ?? ""} onChange={({ currentTarget }) => set({ clinicalNote: currentTarget.value })} {...notes.at("clinicalNote")} />
    </div>
  );
}

