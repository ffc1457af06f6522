import { Checkbox, Text } from "@mantine/core";
import { formatDay } from "../../../shared/format";
import { formatMoney } from "../../../shared/money";
import { useWords } from "../../words/words";
import { MoneyInput } from "../parts/inputs";
import classes from "../parts/parts.module.css";
import type { Notes } from "../form";
import type { Allocation, OpenInvoice } from "./allocations";

interface InvoicesProps {
  invoices: readonly OpenInvoice[];
  allocations: readonly Allocation[];
  choose(invoice: OpenInvoice, chosen: boolean): void;
  part(invoiceId: string, amount: number | undefined): void;
  notes: Notes;
}

/** The invoices that a payment may go to, each with how much of it does. */
export function Invoices({ invoices, allocations, choose, part, notes }: InvoicesProps) {
  const { t, language } = useWords();
  return (
    <ul className={classes.lines}>
      {invoices.map((invoice) => {
        const { invoiceId, number, date, due } = invoice;
        const index = allocations.findIndex((one) => one.invoiceId === invoiceId);
        return (
          <li key={invoiceId} className={classes.choice}>
            <Checkbox
              checked={index >= 0}
              onChange={({ currentTarget }) => choose(invoice, currentTarget.checked)}
              label={t("clinic.form.payment.invoice", { number, date: formatDay(language, date, "short") })}
              description={t("clinic.form.payment.due", { amount: formatMoney(language, due) })}
              error={notes.at(`allocations.${index}`, `allocations.${index}.invoiceId`).error}
            />
            {index >= 0 && (
              <MoneyInput className={classes.amount ?? ""} aria-label={t("clinic.form.payment.part", { number })} value={allocations[index]?.amount} change={(amount) => part(invoiceId, amount)} {...notes.at(`allocations.${index}.amount`)} />
            )}
          </li>
        );
      })}
      {invoices.length === 0 && (
        <Text component="li" size="sm" c="dimmed">
          {t("clinic.form.payment.nothingDue")}
        </Text>
      )}
    </ul>
  );
}
