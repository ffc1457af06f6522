import { formatNumber } from "../../shared/format";
import { formatRupees } from "../../shared/money";
import type { Words } from "../../shared/words";
import type { PlanItem, TreatmentPlan } from "../content";
import { codeText } from "../Codes";
import { type Line, Section } from "../Section";
import { View } from "./TreatmentPlanView";

/** A treatment plan as the clinic's staff reads it: with codes, FDI numbers, rates and sums. */
export function StaffView({ content, words }: { content: TreatmentPlan; words: Words }) {
  const { t, language } = words;
  const { clinician, estimate, partOf } = content;
  const rupees = (paise: number) => formatRupees(language, paise);
  const share = (name: "discount" | "tax", { [name]: part, amounts }: PlanItem) =>
    part &&
    t(`staff.treatment-plan.${name}`, {
      amount: [part.basisPoints !== undefined && `${formatNumber(language, part.basisPoints / 100)} %`, amounts && rupees(amounts[name])].filter(Boolean).join(" = "),
    });
  const line = (item: PlanItem): Line => [
    item.procedure.text,
    item.procedure.coding && codeText(item.procedure.coding),
    item.toothNumbers && `FDI ${item.toothNumbers.join(", ")}`,
    `${item.quantity ?? 1} × ${rupees(item.unitCost ?? 0)}`,
    share("discount", item),
    share("tax", item),
    item.amounts && rupees(item.amounts.total),
    t(`step.${item.status}`),
  ];
  return (
    <>
      <View content={content} words={words} />
      <Section title={t("staff.treatment-plan.items")} lines={content.items.map(line)} />
      {estimate && (
        <Section
          title={t("staff.treatment-plan.sums")}
          lines={[
            [
              t("staff.treatment-plan.gross", { amount: rupees(estimate.gross) }),
              t("staff.treatment-plan.discount", { amount: rupees(estimate.discount) }),
              t("staff.treatment-plan.tax", { amount: rupees(estimate.tax) }),
              t("staff.treatment-plan.total", { amount: rupees(estimate.total) }),
            ],
          ]}
        />
      )}
      {clinician?.councilRegistrationNumber && (
        <Section title={t("staff.treatment-plan.registration")} lines={[[clinician.name, clinician.councilRegistrationNumber]]} />
      )}
      {partOf && <Section title={t("staff.treatment-plan.partOf")} lines={[[partOf]]} />}
    </>
  );
}
