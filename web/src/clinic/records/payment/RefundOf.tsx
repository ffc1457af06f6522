import { useQuery } from "@tanstack/react-query";
import { formatDay } from "../../../shared/format";
import { formatMoney } from "../../../shared/money";
import type { Payment } from "../../../records/content";
import { Loaded } from "../../ui/Loaded";
import { useWords } from "../../words/words";
import { Choice, MoneyInput } from "../parts/inputs";
import classes from "../parts/parts.module.css";
import type { Notes } from "../form";
import { allocated, type Allocation } from "./allocations";
import { receiptsQuery } from "./queries";

interface RefundOfProps {
  content: Readonly<Partial<Payment>>;
  set(parts: { readonly [K in keyof Payment]?: Payment[K] | undefined }): void;
  advance: number;
  notes: Notes;
  patientId: string;
}

/** What a refund is of: the advance, or a receipt, and then what is taken back from its invoices. */
export function RefundOf({ content, set, advance, notes, patientId }: RefundOfProps) {
  const { t, language } = useWords();
  const receipts = useQuery(receiptsQuery(patientId));
  const money = (paise: number) => formatMoney(language, paise);
  const { refundOf, allocations = [] } = content;
  return (
    <Loaded query={receipts}>
      {(all) => {
        const paid = (id: string | undefined) => all.find((one) => one.id === id)?.content as Payment | undefined;
        const of = paid(refundOf);
        const choose = (id: string | undefined) => {
          const receipt = paid(id);
          // Most refunds are of all of it, and come off the invoices that it paid.
          const from: Allocation[] = (receipt?.allocations ?? []).map(({ invoiceId, amount }) => ({ invoiceId, amount }));
          set({ refundOf: id, amount: receipt ? receipt.amount - (receipt.tds ?? 0) : undefined, allocations: receipt && !receipt.tds ? from : undefined });
        };
        const take = (invoiceId: string, amount: number | undefined) => {
          const next = [...allocations.filter((one) => one.invoiceId !== invoiceId), ...(amount ? [{ invoiceId, amount }] : [])];
          const byItself = content.amount === allocated(allocations);
          set({ allocations: next, ...(byItself && { amount: allocated(next) || undefined }) });
        };
        return (
          <div className={classes.row}>
            <Choice
              className={classes.wide ?? ""}
              label={t("clinic.form.payment.refundOf")}
              value={refundOf}
              change={choose}
              empty={t("clinic.form.payment.ofAdvance", { amount: money(advance) })}
              options={all.map(({ id, content: receipt }) => {
                const { number = "", date, amount } = receipt as Payment;
                return [id, t("clinic.form.payment.receipt", { number, date: date ? formatDay(language, date, "short") : "", amount: money(amount) })] as const;
              })}
              {...notes.at("refundOf")}
            />
            {(of?.allocations ?? []).map(({ invoiceId, invoiceNumber = "" }) => {
              const index = allocations.findIndex((one) => one.invoiceId === invoiceId);
              return (
                <MoneyInput
                  key={invoiceId}
                  label={t("clinic.form.payment.takeBack", { number: invoiceNumber })}
                  value={allocations[index]?.amount}
                  change={(amount) => take(invoiceId, amount)}
                  {...notes.at(`allocations.${index}.invoiceId`, `allocations.${index}.amount`)}
                />
              );
            })}
          </div>
        );
      }}
    </Loaded>
  );
}
