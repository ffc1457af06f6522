import { TextInput } from "@mantine/core";
import { useId } from "react";
import { useWords } from "../../words/words";
import { altered } from "../parts/altered";
import { Fold } from "../parts/Fold";
import { Choice, DayInput, MoneyInput, NumberField } from "../parts/inputs";
import classes from "../parts/parts.module.css";
import type { Notes } from "../form";
import type { Line } from "./sums";

type Rate = NonNullable<Line["gstBasisPoints"]>;
const rates = [0, 25, 300, 500, 1200, 1800, 2800, 4000] as const satisfies readonly Rate[];

/** What clinics bill most, by their SAC and HSN. */
const codes = ["999312", "999311", "999316", "3004", "3005", "9018", "9004", "9025"] as const;

interface LineFieldsProps {
  line: Line;
  change(next: Line): void;
  path: string;
  notes: Notes;
  /** Whether the practice may charge GST: it has a GSTIN. */
  taxed: boolean;
}

/** One line of a bill: what it is, how many, and the price of one. */
export function LineFields({ line, change, path, notes, taxed }: LineFieldsProps) {
  const { t } = useWords();
  const list = useId();
  const set = (parts: { readonly [K in keyof Line]?: Line[K] | undefined }) => change(altered(line, parts));
  const at = (field: keyof Line) => notes.at(`${path}.${field}`);
  const charged = taxed || !!line.gstBasisPoints;
  return (
    <>
      <div className={classes.row}>
        <TextInput className={classes.wide ?? ""} label={t("clinic.form.invoice.description")} value={line.description ?? ""} onChange={({ currentTarget }) => set({ description: currentTarget.value })} {...notes.at(path, `${path}.description`)} />
        <TextInput label={t("clinic.form.invoice.code")} list={list} inputMode="numeric" value={line.code ?? ""} onChange={({ currentTarget }) => set({ code: currentTarget.value.trim() })} {...at("code")} />
        <datalist id={list}>
          {codes.map((code) => (
            <option key={code} value={code}>
              {t(`clinic.form.invoice.codes.${code}`)}
            </option>
          ))}
        </datalist>
      </div>
      <div className={classes.row}>
        <NumberField
          label={t("clinic.form.invoice.quantity")}
          places={3}
          by={1}
          value={line.quantityThousandths === undefined ? undefined : line.quantityThousandths / 1000}
          change={(n) => set({ quantityThousandths: n === undefined ? undefined : Math.round(n * 1000) })}
          {...at("quantityThousandths")}
        />
        <MoneyInput label={t("clinic.form.invoice.rate")} value={line.rate} change={(rate) => set({ rate })} {...at("rate")} />
        <MoneyInput label={t("clinic.form.invoice.lineDiscount")} value={line.discount} change={(discount) => set({ discount: discount || undefined })} {...at("discount")} />
        {charged && (
          <Choice
            label={t("clinic.form.invoice.gst")}
            value={String(line.gstBasisPoints ?? 0)}
            change={(rate = "0") => set({ gstBasisPoints: Number(rate) as Rate })}
            options={rates.map((rate) => [String(rate), rate === 0 ? t("clinic.form.invoice.exempt") : `${rate / 100} %`])}
            {...at("gstBasisPoints")}
          />
        )}
      </div>
      <Fold title={t("clinic.form.invoice.goods")} filled={!!line.unit || !!line.mrp || !!line.batch || !!line.expiryDate || (["unit", "mrp", "batch", "expiryDate"] as const).some((field) => notes.within(`${path}.${field}`))}>
        <div className={classes.row}>
          <TextInput label={t("clinic.form.invoice.unit")} placeholder={t("clinic.form.invoice.unitExample")} value={line.unit ?? ""} onChange={({ currentTarget }) => set({ unit: currentTarget.value })} {...at("unit")} />
          <MoneyInput label={t("clinic.form.invoice.mrp")} value={line.mrp} change={(mrp) => set({ mrp: mrp || undefined })} {...at("mrp")} />
          <TextInput label={t("clinic.form.invoice.batch")} value={line.batch ?? ""} onChange={({ currentTarget }) => set({ batch: currentTarget.value })} {...at("batch")} />
          <DayInput label={t("clinic.form.invoice.expiryDate")} value={line.expiryDate} change={(expiryDate) => set({ expiryDate })} {...at("expiryDate")} />
        </div>
      </Fold>
    </>
  );
}
