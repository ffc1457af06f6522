import { Button, TextInput, Textarea } from "@mantine/core";
import type { EyeLens, LensPrescription } from "../../../records/content";
import { useWords } from "../../words/words";
import { altered } from "../parts/altered";
import { Fold } from "../parts/Fold";
import { Choice, DayInput, today } from "../parts/inputs";
import classes from "../parts/parts.module.css";
import type { ContentFormProps } from "../form";
import { DistanceFields } from "./DistanceFields";
import { EyeFields, type Eye } from "./EyeFields";

const products = ["lens", "contact"] as const;
const lensTypes = ["single", "bifocal", "progressive"] as const;

export const begin = (): object => ({ product: "lens", lensType: "single", issuedOn: today() });

/** The last day of a year from a day on: how long contact lenses are usually prescribed for. */
function inAYear(day: string): string {
  const date = new Date(`${day}T00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() + 1);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** Spectacles or contact lenses. */
export function Form({ content, change, notes }: ContentFormProps<LensPrescription>) {
  const { t } = useWords();
  const set = (parts: { readonly [K in keyof LensPrescription]?: LensPrescription[K] | undefined }) => change(altered(content, parts));
  const { product, lensType } = content;
  // The contract wants what a draft may still lack.
  const setEye = (side: "right" | "left") => (eye: Eye | undefined) => set({ [side]: eye as EyeLens | undefined });
  return (
    <div className={classes.form}>
      <div className={classes.row}>
        <Choice
          label={t("clinic.form.lens.product")}
          value={product}
          change={(next) => set({ product: next, expiresOn: next === "contact" ? (content.expiresOn ?? inAYear(content.issuedOn ?? today())) : content.expiresOn })}
          options={products.map((one) => [one, t(`product.${one}`)])}
          {...notes.at("product")}
        />
        <Choice className={classes.wide ?? ""} label={t("clinic.form.lens.lensType")} value={lensType} change={(next) => set({ lensType: next })} options={lensTypes.map((one) => [one, t(`lensType.${one}`)])} {...notes.at("lensType")} />
      </div>
      <EyeFields side="right" eye={content.right ?? {}} change={setEye("right")} of={content} notes={notes} />
      {content.right && !content.left && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => set({ left: content.right })}>
            {t("clinic.form.lens.copy")}
          </Button>
        </div>
      )}
      <EyeFields side="left" eye={content.left ?? {}} change={setEye("left")} of={content} notes={notes} />
      <DistanceFields label={t("clinic.form.lens.binocular")} distance={content.pupillaryDistance} change={(pupillaryDistance) => set({ pupillaryDistance })} path="pupillaryDistance" notes={notes} />
      <div className={classes.row}>
        <DayInput label={t("clinic.form.lens.issuedOn")} value={content.issuedOn} change={(issuedOn) => set({ issuedOn })} max={today()} {...notes.at("issuedOn")} />
        <DayInput label={t("clinic.form.lens.expiresOn")} value={content.expiresOn} change={(expiresOn) => set({ expiresOn })} {...notes.at("expiresOn")} />
        <TextInput label={t("clinic.form.lens.tint")} value={content.tint ?? ""} onChange={({ currentTarget }) => set({ tint: currentTarget.value })} {...notes.at("tint")} />
      </div>
      <Fold title={t("clinic.form.lens.notes")} filled={!!content.remark || !!content.localNote || notes.within("remark") || notes.within("localNote")}>
        <Textarea label={t("clinic.form.lens.remark")} autosize minRows={2} value={content.remark ?? ""} onChange={({ currentTarget }) => set({ remark: currentTarget.value })} {...notes.at("remark")} />
        <Textarea label={t("clinic.form.lens.localNote")} autosize minRows={2} value={content.localNote ?? ""} onChange={({ currentTarget }) => set({ localNote: currentTarget.value })} {...notes.at("localNote")} />
      </Fold>
    </div>
  );
}
