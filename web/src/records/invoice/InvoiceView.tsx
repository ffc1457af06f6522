import { formatDay, formatNumber } from "../../shared/format";
import { formatMoney } from "../../shared/money";
import type { Words } from "../../shared/words";
import type { Invoice, InvoiceLine } from "../content";
import { Section, dotted, inLines, type Line } from "../Section";

type Row = readonly [name: string, amount: string, ...more: Line];

/** Names with an amount to each, and what is to be added to a name in smaller type. */
export function Amounts({ rows }: { rows: readonly Row[] }) {
  return (
    <dl className="vitals">
      {rows.map(([name, amount, ...more], i) => (
        <div key={i}>
          <dt>
            {name}
            {more.some(Boolean) && <small>{dotted(more)}</small>}
          </dt>
          <dd>
            <b>{amount}</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What a line is made of, in small type under its name. */
function parts(l: InvoiceLine, { t, language }: Words): Line {
  const quantity = formatNumber(language, l.quantityThousandths / 1000);
  return [
    `${quantity} ${l.unit ?? ""} × ${formatMoney(language, l.rate ?? 0)}`.replace("  ", " "),
    !!l.discount && t("invoice.less", { amount: formatMoney(language, l.discount) }),
    !!l.gstBasisPoints && t("invoice.gst", { rate: formatNumber(language, l.gstBasisPoints / 100) }),
    l.batch && t("invoice.batch", { batch: l.batch }),
    l.expiryDate && t("invoice.expiry", { date: formatDay(language, l.expiryDate) }),
    (/^99/.test(l.code) ? "SAC\u00a0" : "HSN\u00a0") + l.code,
  ];
}

/** A bill as a patient reads it: from whom, for what, and how much in all. */
export function View({ content, words }: { content: Invoice; words: Words }) {
  const { t, language } = words;
  const { supplier, recipient, totals, kind, date, dueDate, note } = content;
  const money = (paise: number) => formatMoney(language, paise);
  const sums = (["discount", "cgst", "sgst", "igst", "rounding"] as const).flatMap((name): Row[] => {
    const paise = totals?.[name];
    return paise ? [[t(`invoice.${name}`), money(name === "discount" ? -paise : paise)]] : [];
  });
  return (
    <>
      <Section title={kind ? t(`invoice.${kind}`) : t("invoice.draft")} lines={[[inLines(content.number && t("invoice.number", { number: content.number }), date && formatDay(language, date))]]} />
      {supplier && (
        <Section title={t("invoice.from")} lines={[[inLines(supplier.name, supplier.address, supplier.state, supplier.gstin && "GSTIN " + supplier.gstin)]]} />
      )}
      {recipient && <Section title={t("invoice.to")} lines={[[inLines(recipient.name, recipient.address, recipient.gstin && "GSTIN " + recipient.gstin)]]} />}
      <Amounts rows={content.lines.map((l) => [l.description, money(l.amount ?? 0), ...parts(l, words)])} />
      {totals && (
        <section className="part">
          <Amounts rows={[...(sums.length > 0 ? [[t("invoice.gross"), money(totals.gross)] as const, ...sums] : []), [t("invoice.total"), money(totals.total)]]} />
        </section>
      )}
      {dueDate && <p>{t("invoice.due", { date: formatDay(language, dueDate) })}</p>}
      {note && <p className="said">{note}</p>}
    </>
  );
}
