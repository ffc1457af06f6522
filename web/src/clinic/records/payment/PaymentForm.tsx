import { Button, Group, Radio, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { formatMoney } from "../../../shared/money";
import type { Payment } from "../../../records/content";
import { Loaded } from "../../ui/Loaded";
import { useWords } from "../../words/words";
import { altered } from "../parts/altered";
import { Fold } from "../parts/Fold";
import { MoneyInput } from "../parts/inputs";
import classes from "../parts/parts.module.css";
import { Sums } from "../parts/Sums";
import type { ContentFormProps } from "../form";
import { allocate, allocated, withAmount, withInvoice, withPart, type Allocation } from "./allocations";
import { Invoices } from "./Invoices";
import { balanceQuery } from "./queries";
import { ReferenceFields } from "./ReferenceFields";
import { RefundOf } from "./RefundOf";

const kinds = ["receipt", "advance-use", "refund"] as const;

export const begin = (): object => ({ kind: "receipt", mode: "upi" });

/** Money received, given back, or used from the advance. */
export function Form({ content, change, notes, patient }: ContentFormProps<Payment>) {
  const { t, language } = useWords();
  const balance = useQuery(balanceQuery(patient.id));
  const set = (parts: { readonly [K in keyof Payment]?: Payment[K] | undefined }) => change(altered(content, parts));
  const { kind = "receipt", amount, allocations = [] } = content;
  const split = (next: { amount: number | undefined; allocations: readonly Allocation[] }) => set({ amount: next.amount, allocations: [...next.allocations] });
  const money = (paise: number) => formatMoney(language, paise);
  const rest = (amount ?? 0) - allocated(allocations);
  return (
    <div className={classes.form}>
      <Radio.Group
        label={t("clinic.form.payment.kind")}
        value={kind}
        onChange={(next) => set({ kind: next as Payment["kind"], mode: next === "advance-use" ? undefined : (content.mode ?? "upi"), amount: undefined, allocations: undefined, refundOf: undefined, tds: undefined, reference: next === "advance-use" ? undefined : content.reference })}
        {...notes.at("kind")}
      >
        <Group mt={4}>
          {kinds.map((one) => (
            <Radio key={one} value={one} label={t(`clinic.form.payment.is.${one}`)} />
          ))}
        </Group>
      </Radio.Group>
      <Loaded query={balance}>
        {({ advance, due, items }) => {
          const open = items.filter((invoice) => invoice.status === "issued" && invoice.due > 0).reverse();
          const payable = kind === "advance-use" ? Math.min(advance, due) : due;
          const now = { amount, allocations };
          const noted = notes.at("amount"); // the server takes none for zero
          const amountNoted = amount === undefined && noted.error ? { ...noted, error: t("clinic.field.required") } : noted;
          return (
            <div className={classes.form}>
              <Text size="sm" c="dimmed">
                {t("clinic.form.payment.balance", { due: money(due), advance: money(advance) })}
              </Text>
              {kind === "refund" && <RefundOf content={content} set={set} advance={advance} notes={notes} patientId={patient.id} />}
              <div className={classes.row}>
                <MoneyInput label={t("clinic.form.payment.amount")} value={amount} change={(next) => (kind === "refund" ? set({ amount: next }) : split(withAmount(now, next, open)))} {...amountNoted} />
                {kind !== "refund" && payable > 0 && (
                  <Button className={classes.beside ?? ""} variant="default" onClick={() => split({ amount: payable, allocations: allocate(payable, open) })}>
                    {t("clinic.form.payment.all", { amount: money(payable) })}
                  </Button>
                )}
              </div>
              {kind !== "advance-use" && <ReferenceFields mode={content.mode} reference={content.reference} change={(mode, reference) => set({ mode, reference })} notes={notes} />}
              {kind !== "refund" && (
                <fieldset className={classes.part}>
                  <legend>{t("clinic.form.payment.invoices")}</legend>
                  <Invoices invoices={open} allocations={allocations} choose={(invoice, chosen) => split(withInvoice(now, invoice, chosen))} part={(id, next) => split(withPart(now, id, next))} notes={notes} />
                  <Sums
                    rows={[
                      ["allocated", t("clinic.form.payment.allocated"), allocated(allocations)],
                      ...(kind === "receipt" && rest > 0 ? [["rest", t("clinic.form.payment.toAdvance"), rest] as const] : []),
                      ["amount", t("clinic.form.payment.amount"), amount ?? 0],
                    ]}
                    noted={notes.at("allocations")}
                  />
                </fieldset>
              )}
            </div>
          );
        }}
      </Loaded>
      <Fold title={t("clinic.form.payment.more")} filled={!!content.tds || !!content.note || !!content.internalNote || ["tds", "note", "internalNote"].some(notes.within)}>
        {kind === "receipt" && (
          <div className={classes.row}>
            <MoneyInput className={classes.narrow ?? ""} label={t("clinic.form.payment.tds")} value={content.tds} change={(tds) => set({ tds: tds || undefined })} {...notes.at("tds")} />
          </div>
        )}
        <Textarea label={t("clinic.form.payment.note")} autosize minRows={2} value={content.note ?? ""} onChange={({ currentTarget }) => set({ note: currentTarget.value })} {...notes.at("note")} />
        <Textarea label={t("clinic.form.payment.internalNote")} autosize minRows={2} value={content.internalNote ?? ""} onChange={({ currentTarget }) => set({ internalNote: currentTarget.value })} {...notes.at("internalNote")} />
      </Fold>
    </div>
  );
}
