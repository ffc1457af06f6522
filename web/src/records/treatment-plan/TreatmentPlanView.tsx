import { formatDay } from "../../shared/format";
import { formatRupees } from "../../shared/money";
import type { TextKey, Words } from "../../shared/words";
import type { PlanItem, TreatmentPlan } from "../content";
import { Section, dotted } from "../Section";

/** Teeth with where they are: "14, 15 (upper right), 24 (upper left)". Milk teeth have quadrants 5 to 8. */
export function teeth(numbers: readonly number[], { t, count }: Words): string {
  const quadrants = new Map<number, number[]>();
  for (const n of numbers) quadrants.set(Math.floor(n / 10), [...(quadrants.get(Math.floor(n / 10)) ?? []), n]);
  const where = [...quadrants].map(
    ([q, its]) => `${its.join(", ")} (${t(`tooth.${q > 4 ? q - 4 : q}` as TextKey)}${q > 4 ? ", " + t("tooth.milk") : ""})`,
  );
  return count("tooth.teeth", numbers.length, where.join(", "));
}

function Item({ item, words }: { item: PlanItem; words: Words }) {
  const { t, count, language } = words;
  const { quantity = 1, amounts, toothNumbers = [] } = item;
  const rupees = (paise: number) => formatRupees(language, paise);
  const how = dotted([
    item.completedOn ? t("step.doneOn", { date: formatDay(language, item.completedOn) }) : t(`step.${item.status}`),
    !!item.sittings && item.status !== "completed" && count("step.sittings", item.sittings),
  ]);
  const cost = amounts && dotted([
    quantity > 1 && `${quantity} × ${rupees(item.unitCost)}`,
    amounts.discount > 0 && t("plan.less", { amount: rupees(amounts.discount) }),
    amounts.tax > 0 && t("plan.tax", { amount: rupees(amounts.tax) }),
    t("plan.cost", { amount: rupees(amounts.total) }),
  ]);
  return (
    <li className="medicine">
      <h3>
        {item.procedure.text}
        {toothNumbers.length > 0 && <small>{teeth(toothNumbers, words)}</small>}
      </h3>
      <p className="how">{how}</p>
      {item.notes && <p className="said">{item.notes}</p>}
      {cost && item.status !== "cancelled" && <p className="quiet">{cost}</p>}
    </li>
  );
}

/** A treatment plan as a patient reads it: what is to be done, how far it is, and what it may cost. */
export function View({ content, words }: { content: TreatmentPlan; words: Words }) {
  const { t, language } = words;
  const { title, status, items, goals = [], startDate, endDate, notes, acceptance, clinician, estimate } = content;
  const rupees = (paise: number) => formatRupees(language, paise);
  const day = (date: string) => formatDay(language, date);
  const when = dotted([startDate && t("plan.from", { date: day(startDate) }), endDate && t("plan.to", { date: day(endDate) })]);
  return (
    <>
      <h3>{title}</h3>
      <p>{t(`plan.${status}`)}</p>
      {when && <p className="quiet">{when}</p>}
      <ol className="medicines">
        {items.map((item, i) => (
          <Item key={i} item={item} words={words} />
        ))}
      </ol>
      {estimate && (
        <section className="part">
          <h3>{t(status === "completed" ? "plan.costs" : "plan.estimate")}</h3>
          <p>
            <b>{rupees(estimate.total)}</b>
            {estimate.discount > 0 && <small>{" ·\u00a0" + t("plan.saved", { amount: rupees(estimate.discount) })}</small>}
          </p>
          <p className="quiet">{t("plan.hint")}</p>
        </section>
      )}
      {goals.length > 0 && <Section title={t("plan.goals")} lines={goals.map((goal) => [goal])} />}
      {notes && <Section title={t("plan.notes")} lines={[[notes]]} />}
      {acceptance && <Section title={t("plan.accepted")} lines={[[acceptance.by, day(acceptance.at)]]} />}
      {clinician && <Section title={t("plan.by")} lines={[[clinician.name, clinician.qualifications]]} />}
    </>
  );
}
