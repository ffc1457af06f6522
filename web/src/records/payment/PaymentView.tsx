import { formatDay } from "../../shared/format";
import { formatMoney } from "../../shared/money";
import type { Words } from "../../shared/words";
import type { Payment } from "../content";
import { Section, type Line } from "../Section";

/** A payment as a patient reads it: how much, how, and what it was for. */
export function View({ content, words }: { content: Payment; words: Words }) {
  const { t, language } = words;
  const { number, date, mode, amount, tds, allocations = [], reference: r, receivedBy, advanceChange = 0, advanceBalance = 0, note } = content;
  const money = (paise: number) => formatMoney(language, paise);
  const refund = content.kind === "refund";
  const how: Line = [
    mode && t(`payment.${mode}`),
    r?.wallet ?? r?.insurer ?? r?.upiId,
    r?.claim,
    r?.cardLast4 && "•••• " + r.cardLast4,
    r?.chequeNumber && t("payment.chequeNumber", { number: r.chequeNumber }),
    r?.bank,
    r?.utr && "UTR\u00a0" + r.utr,
  ];
  return (
    <>
      <Section title={t(`payment.${content.kind}`)} lines={[[money(amount), date && formatDay(language, date), number && t("payment.number", { number })]]} />
      {mode && <Section title={t("payment.how")} lines={[how]} />}
      {allocations.length > 0 && (
        <Section
          title={t(refund ? "payment.takenFrom" : "payment.for")}
          lines={allocations.map((a) => [t("payment.bill", { number: a.invoiceNumber ?? "" }), money(a.amount)])}
        />
      )}
      {!!tds && <p>{t("payment.tds", { amount: money(tds) })}</p>}
      {(advanceChange !== 0 || advanceBalance > 0) && <p>{t("payment.advance", { amount: money(advanceBalance) })}</p>}
      {receivedBy && <p className="quiet">{t(refund ? "payment.paidBy" : "payment.receivedBy", { name: receivedBy })}</p>}
      {note && <p className="said">{note}</p>}
    </>
  );
}
