import { Checkbox, Text, TextInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatMoney } from "../../../shared/money";
import type { Invoice, InvoiceLine } from "../../../records/content";
import { useWords } from "../../words/words";
import { altered, alteredOrNone } from "../parts/altered";
import { Fold } from "../parts/Fold";
import { inCapitals } from "../parts/in-capitals";
import { Choice, DayInput, today } from "../parts/inputs";
import { Lines } from "../parts/Lines";
import classes from "../parts/parts.module.css";
import { Sums } from "../parts/Sums";
import type { ContentFormProps } from "../form";
import { LineFields } from "./LineFields";
import { practiceQuery } from "./queries";
import { states } from "./states";
import { asTyped, kindOf, roundingOf, sumsOf, totalsOf, type Line } from "./sums";

const categories = ["consultation", "out-patient", "in-patient", "pharmacy", "other"] as const;

/** Most of what a clinic bills is health care, which is free of GST. */
const newLine = (): Line => ({ description: "", code: "999312", quantityThousandths: 1000, gstBasisPoints: 0 });

export const begin = (): object => ({ category: "consultation", lines: [newLine()] });

/** What a patient, or who pays for them, owes. */
export function Form({ content, change, saved, notes, patient }: ContentFormProps<Invoice>) {
  const { t, language } = useWords();
  const practice = useQuery(practiceQuery).data;
  const lines: readonly Line[] = content.lines ?? [];
  const home = saved?.supplier?.stateCode ?? practice?.gstin?.slice(0, 2);
  const between = (invoice: Partial<Invoice>) => !!invoice.placeOfSupply && !!home && invoice.placeOfSupply !== home;
  const exact = (invoice: Partial<Invoice>) => totalsOf(invoice.lines ?? [], between(invoice)).total;
  const [rounded, setRounded] = useState(content.rounding !== undefined || exact(content) % 100 === 0);
  const set = (parts: { readonly [K in keyof Invoice]?: Invoice[K] | undefined }, round = rounded) => {
    const next = asTyped(altered(content, parts));
    change(altered(next, { rounding: (round && roundingOf(exact(next))) || undefined }));
  };
  const setRecipient = (parts: NonNullable<Invoice["recipient"]>) => set({ recipient: alteredOrNone(content.recipient, parts) });
  const totals = totalsOf(lines, between(content), content.rounding);
  const parts = (["discount", "cgst", "sgst", "igst", "rounding"] as const).flatMap((name) => (totals[name] ? [[name, t(`invoice.${name}`), name === "discount" ? -totals[name] : totals[name]] as const] : []));
  return (
    <div className={classes.form}>
      <div className={classes.row}>
        <Choice label={t("clinic.form.invoice.category")} value={content.category} change={(category) => set({ category })} options={categories.map((one) => [one, t(`staff.invoice.${one}`)])} {...notes.at("category")} />
        <DayInput label={t("clinic.form.invoice.dueDate")} value={content.dueDate} change={(dueDate) => set({ dueDate })} min={today()} {...notes.at("dueDate")} />
      </div>
      <fieldset className={classes.part}>
        <legend>{t("clinic.form.invoice.lines")}</legend>
        {/* The contract wants what a draft may still lack. */}
        <Lines
          items={lines}
          change={(next) => set({ lines: next as InvoiceLine[] })}
          blank={newLine}
          add={t("clinic.form.invoice.addLine")}
          name={(n) => t("clinic.form.invoice.lineNamed", { n })}
          aside={(line) => formatMoney(language, sumsOf(line, between(content)).total)}
        >
          {(line, changeLine, i) => <LineFields line={line} change={changeLine} path={`lines.${i}`} notes={notes} taxed={!!practice?.gstin} />}
        </Lines>
        <Sums rows={[...(parts.length > 0 ? [["gross", t("invoice.gross"), totals.gross] as const, ...parts] : []), ["total", t("invoice.total"), totals.total]]} noted={notes.at("totals", "totals.total", "lines", "rounding")} />
        <Checkbox
          ml="auto"
          label={t("clinic.form.invoice.round")}
          checked={rounded}
          onChange={({ currentTarget }) => {
            setRounded(currentTarget.checked);
            set({}, currentTarget.checked);
          }}
        />
        <Text size="sm" c="dimmed" ta="end">
          {t("clinic.form.invoice.becomes", { kind: t(`invoice.${kindOf(lines)}`) })} {practice && !practice.gstin && t("clinic.form.invoice.noGstin")}
        </Text>
      </fieldset>
      <Fold title={t("clinic.form.invoice.recipient")} filled={!!content.recipient || !!content.placeOfSupply || notes.within("recipient") || notes.within("placeOfSupply")}>
        <div className={classes.row}>
          <TextInput label={t("clinic.form.invoice.recipientName")} placeholder={patient.name} value={content.recipient?.name ?? ""} onChange={({ currentTarget }) => setRecipient({ name: currentTarget.value })} {...notes.at("recipient.name")} />
          <TextInput className={classes.wide ?? ""} label={t("clinic.form.invoice.recipientAddress")} value={content.recipient?.address ?? ""} onChange={({ currentTarget }) => setRecipient({ address: currentTarget.value })} {...notes.at("recipient.address")} />
          <TextInput label={t("clinic.form.invoice.recipientGstin")} value={content.recipient?.gstin ?? ""} onChange={({ currentTarget }) => setRecipient({ gstin: inCapitals(currentTarget).trim() })} {...notes.at("recipient.gstin")} />
          <Choice label={t("clinic.form.invoice.placeOfSupply")} value={content.placeOfSupply} change={(placeOfSupply) => set({ placeOfSupply })} options={states.map((code) => [code, t(`clinic.form.invoice.state.${code}`)])} empty={t("clinic.form.invoice.ownState")} {...notes.at("placeOfSupply")} />
        </div>
      </Fold>
      <Fold title={t("clinic.form.invoice.notes")} filled={!!content.note || !!content.internalNote || notes.within("note") || notes.within("internalNote")}>
        <Textarea label={t("clinic.form.invoice.note")} autosize minRows={2} value={content.note ?? ""} onChange={({ currentTarget }) => set({ note: currentTarget.value })} {...notes.at("note")} />
        <Textarea label={t("clinic.form.invoice.internalNote")} autosize minRows={2} value={content.internalNote ?? ""} onChange={({ currentTarget }) => set({ internalNote: currentTarget.value })} {...notes.at("internalNote")} />
      </Fold>
      <Text size="sm" c="dimmed">
        {t("clinic.form.invoice.cancel")}
      </Text>
    </div>
  );
}
