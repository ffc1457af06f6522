import { formatDay, formatNumber } from "../../shared/format";
import type { TextKey, Words } from "../../shared/words";
import type { GivenDose, ImmunisationPlan, PlannedDose } from "../content";
import { nameOf, View } from "./ImmunisationPlanView";

const codesOf = (codings: GivenDose["codings"]) => codings?.map(({ system, code }) => `${system === "snomed-ct" ? "SNOMED CT" : system.toUpperCase()} ${code}`).join(", ");

/** Where and how a dose was given, and what of. */
function details(dose: GivenDose, { t, language }: Words): string {
  return [
    dose.site && t(`staff.site.${dose.site}`),
    dose.route && t(`staff.route.${dose.route}`),
    dose.doseMillilitres !== undefined && `${formatNumber(language, dose.doseMillilitres)} ml`,
    dose.manufacturer,
    dose.expiresOn && t("staff.immunisation-plan.expires", { date: formatDay(language, dose.expiresOn) }),
    dose.performer && t("staff.immunisation-plan.by", { name: dose.performer }),
    t(dose.primarySource ? "staff.immunisation-plan.seen" : "staff.immunisation-plan.told"),
    dose.note,
    codesOf(dose.codings),
  ]
    .filter(Boolean)
    .join(" · ");
}

const columns: TextKey[] = [
  "staff.immunisation-plan.dose",
  "staff.immunisation-plan.status",
  "staff.immunisation-plan.earliest",
  "staff.immunisation-plan.due",
  "staff.immunisation-plan.overdue",
  "staff.immunisation-plan.latest",
  "staff.immunisation-plan.given",
  "staff.immunisation-plan.codes",
];

function PlannedRow({ dose, words }: { dose: PlannedDose; words: Words }) {
  const { t, language } = words;
  const day = (date: string | undefined) => (date ? formatDay(language, date) : "–");
  return (
    <tr>
      <th scope="row">
        {dose.label} <small>{`${nameOf(dose, words)} ${dose.doseNumber}/${dose.seriesDoses}`}</small>
      </th>
      <td>
        {t(`staff.status.${dose.status}`)}
        {dose.reason && <small> · {t(`staff.why.${dose.reason}`)}</small>}
      </td>
      {[dose.earliestOn, dose.dueOn, dose.overdueFrom, dose.latestOn, dose.givenOn].map((date, i) => (
        <td key={i}>{day(date)}</td>
      ))}
      <td>{codesOf(dose.codings) || "–"}</td>
    </tr>
  );
}

/** A plan of vaccinations as the clinic's staff reads it: every planned dose with its days and codes, every given one in full. */
export function StaffView({ content, words }: { content: ImmunisationPlan; words: Words }) {
  const { t, language } = words;
  const { schedule, bornOn, computedOn, planned = [], given = [] } = content;
  return (
    <>
      <View content={content} words={words} />
      {schedule && (
        <p className="note">
          {t("staff.immunisation-plan.schedule", { name: schedule.name, date: formatDay(language, schedule.asOf) })}
          {bornOn && ` ${t("staff.immunisation-plan.born", { date: formatDay(language, bornOn) })}`}
          {computedOn && ` ${t("staff.immunisation-plan.computed", { date: formatDay(language, computedOn) })}`}
          {schedule.toBeConfirmed && <strong> {t("staff.immunisation-plan.toBeConfirmed")}</strong>}
        </p>
      )}
      {planned.length > 0 && (
        <div className="wide" role="group" aria-label={t("type.immunisation-plan")} tabIndex={0}>
          <table className="plan">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {t(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {planned.map((dose) => (
                <PlannedRow key={dose.series + dose.doseNumber} dose={dose} words={words} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {given.length > 0 && (
        <section className="part">
          <h3>{t("staff.immunisation-plan.details")}</h3>
          <ul>
            {given.map((dose, i) => (
              <li key={i}>
                {nameOf(dose, words)}, {formatDay(language, dose.date)} <small>· {details(dose, words)}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
