import { formatNumber } from "../../shared/format";
import { formatMoney } from "../../shared/money";
import type { Words } from "../../shared/words";
import type { Invoice } from "../content";
import { Section } from "../Section";
import { View } from "./InvoiceView";

/** An invoice as staff read it: the bill, the tax of each line, and what the practice noted for itself. */
export function StaffView({ content, words }: { content: Invoice; words: Words }) {
  const { t, language } = words;
  const money = (paise = 0) => formatMoney(language, paise);
  const { lines, totals, placeOfSupply, internalNote } = content;
  return (
    <>
      <View content={content} words={words} />
      <div className="wide" role="group" aria-label={t("staff.invoice.tax")} tabIndex={0}>
        <table className="tax">
          <caption>{t("staff.invoice.tax")}</caption>
          <thead>
            <tr>
              {(["code", "rate", "taxable", "cgst", "sgst", "igst", "lineTotal", "mrp"] as const).map((name) => (
                <th key={name} scope="col">
                  {t(`staff.invoice.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((l, i) => (
              <tr key={i}>
                <td>{l.code}</td>
                <td>{formatNumber(language, l.gstBasisPoints / 100)} %</td>
                <td>{money(l.taxable)}</td>
                <td>{money(l.cgst)}</td>
                <td>{money(l.sgst)}</td>
                <td>{money(l.igst)}</td>
                <td>{money(l.total)}</td>
                <td>{l.mrp ? money(l.mrp) : "–"}</td>
              </tr>
            ))}
          </tbody>
          {totals && (
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>
                  {t("staff.invoice.total")}
                </th>
                <td>{money(totals.net)}</td>
                <td>{money(totals.cgst)}</td>
                <td>{money(totals.sgst)}</td>
                <td>{money(totals.igst)}</td>
                <td>{money(totals.net + totals.tax)}</td>
                <td />
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      <Section title={t("staff.invoice.category")} lines={[[t(`staff.invoice.${content.category}`), placeOfSupply && t("staff.invoice.placeOfSupply", { code: placeOfSupply })]]} />
      {internalNote && <Section title={t("staff.invoice.internalNote")} lines={[[internalNote]]} />}
    </>
  );
}
