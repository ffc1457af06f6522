import { formatMoney } from "../../shared/money";
import type { Words } from "../../shared/words";
import type { Payment } from "../content";
import { Section } from "../Section";
import { View } from "./PaymentView";

/** A payment as staff read it: the receipt, what it did to the advance, and what the practice noted for itself. */
export function StaffView({ content, words }: { content: Payment; words: Words }) {
  const { t, language } = words;
  const { advanceChange, refundOf, internalNote } = content;
  return (
    <>
      <View content={content} words={words} />
      {!!advanceChange && <Section title={t("staff.payment.advanceChange")} lines={[[(advanceChange > 0 ? "+" : "") + formatMoney(language, advanceChange)]]} />}
      {refundOf && <Section title={t("staff.payment.refundOf")} lines={[[refundOf]]} />}
      {internalNote && <Section title={t("staff.payment.internalNote")} lines={[[internalNote]]} />}
    </>
  );
}
