import { Button, TextInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FileRecord } from "../../../records/content";
import { useWords } from "../../words/words";
import { Attachments } from "../attachments/Attachments";
import { fileQuery } from "../attachments/queries";
import { altered } from "../parts/altered";
import { Fold } from "../parts/Fold";
import { Choice, DayInput, today } from "../parts/inputs";
import classes from "../parts/parts.module.css";
import type { ContentFormProps } from "../form";

const categories = ["lab-report", "imaging", "discharge-summary", "consent", "identity", "photo", "certificate", "other"] as const;

/** The languages that documents in India are mostly in, by their tags. */
const languages = ["en-IN", "hi-IN", "as-IN", "bn-IN", "gu-IN", "kn-IN", "ml-IN", "mr-IN", "or-IN", "pa-IN", "ta-IN", "te-IN", "ur-IN"] as const;

export const begin = (): object => ({ title: "" });

/** The name of a file as one would write it: "chest_x-ray.JPG" is "chest x-ray". */
const titleOf = (name: string): string => name.replace(/\.[^.]+$/, "").replaceAll("_", " ").trim();

/** A document of the chart, and what is said of it. */
export function Form({ content, change, notes, patient, attachments, attach }: ContentFormProps<FileRecord>) {
  const { t } = useWords();
  const set = (parts: { readonly [K in keyof FileRecord]?: FileRecord[K] | undefined }) => change(altered(content, parts));
  const [first = ""] = attachments;
  const name = useQuery({ ...fileQuery(patient.id, first), enabled: first !== "" && !content.title }).data?.name;
  const own = content.language && !languages.some((one) => one === content.language) ? ([[content.language, content.language]] as const) : [];
  return (
    <div className={classes.form}>
      <Attachments patientId={patient.id} ids={attachments} onChange={attach} />
      <div className={classes.row}>
        <div className={classes.wide}>
          <TextInput label={t("clinic.form.file.title")} placeholder={t("clinic.form.file.titleExample")} value={content.title ?? ""} onChange={({ currentTarget }) => set({ title: currentTarget.value })} {...notes.at("title")} />
          {name && !content.title && (
            <Button variant="subtle" size="compact-sm" mt={4} onClick={() => set({ title: titleOf(name) })}>
              {t("clinic.form.file.useName", { name: titleOf(name) })}
            </Button>
          )}
        </div>
        <Choice label={t("clinic.form.file.category")} value={content.category} change={(category) => set({ category })} options={categories.map((one) => [one, t(`file.${one}`)])} {...notes.at("category")} />
      </div>
      <div className={classes.row}>
        <DayInput label={t("clinic.form.file.takenAt")} value={content.takenAt} change={(takenAt) => set({ takenAt })} max={today()} {...notes.at("takenAt")} />
        <TextInput className={classes.wide ?? ""} label={t("clinic.form.file.source")} value={content.source ?? ""} onChange={({ currentTarget }) => set({ source: currentTarget.value })} {...notes.at("source")} />
      </div>
      <Fold title={t("clinic.form.file.more")} filled={!!content.description || !!content.language || notes.within("description") || notes.within("language")}>
        <Textarea label={t("clinic.form.file.description")} autosize minRows={2} value={content.description ?? ""} onChange={({ currentTarget }) => set({ description: currentTarget.value })} {...notes.at("description")} />
        <Choice maw={320} label={t("clinic.form.file.language")} value={content.language} change={(language) => set({ language })} options={[...own, ...languages.map((one) => [one, t(`clinic.form.file.in.${one}`)] as const)]} empty="–" {...notes.at("language")} />
      </Fold>
    </div>
  );
}
