import { formatDay } from "../../shared/format";
import type { TextKey, Words } from "../../shared/words";
import type { GivenDose, ImmunisationPlan, PlannedDose } from "../content";
import { Section, type Line } from "../Section";

/** The doses of each day, in the order in which the days come. */
function byDay<T>(doses: readonly T[], dayOf: (dose: T) => string): [string, T[]][] {
  const days = new Map<string, T[]>();
  for (const dose of doses) days.set(dayOf(dose), [...(days.get(dayOf(dose)) ?? []), dose]);
  return [...days];
}

/** A vaccine by the name that a parent hears. */
export const nameOf = ({ vaccine, name }: { vaccine: PlannedDose["vaccine"]; name?: string | undefined }, { t }: Words): string => name ?? t(`vaccine.${vaccine}`);

/** A planned dose by its name, and as the vaccination card has it, with a hyphen that does not break. */
function labelled(dose: PlannedDose, words: Words): string {
  const name = nameOf(dose, words);
  return name.includes(dose.label) ? name : `${name} (${dose.label.replace("-", "\u2011")})`;
}

/** A dose that is waited for: what it is, what against, and since when. */
function waiting(dose: PlannedDose, words: Words): Line {
  const { t, language } = words;
  return [
    labelled(dose, words),
    t("immunisation.against", { diseases: (dose.diseases ?? []).map((disease) => t(`disease.${disease}`)).join(", ") }),
    t("immunisation.since", { date: formatDay(language, dose.dueOn) }),
  ];
}

/** The doses given or missed, the newest day first. */
function history(given: readonly GivenDose[], words: Words, line: (dose: GivenDose) => Line): Line[] {
  return [...given]
    .sort((a, b) => b.date.localeCompare(a.date))
    .map((dose) => [nameOf(dose, words), formatDay(words.language, dose.date), ...line(dose)]);
}

/** A plan of vaccinations as a parent reads it: what was missed, what is due, what comes, and what was given. */
export function View({ content, words }: { content: ImmunisationPlan; words: Words }) {
  const { t, language } = words;
  const { authority, computedOn, planned = [], given = [], exemptions = [], remark } = content;
  const having = (status: PlannedDose["status"]) => planned.filter((dose) => dose.status === status);
  const isGiven = (dose: GivenDose) => dose.status === "completed";
  const now = (["overdue", "due"] as const).filter((status) => having(status).length);
  const exempt = exemptions.map(({ series, status, reason }): Line => {
    const dose = planned.find((one) => one.series === series);
    return [dose ? nameOf(dose, words) : series, t(`exempt.${status}`), reason];
  });
  const sections: [TextKey, Line[]][] = [
    [
      "immunisation.upcoming",
      byDay(having("upcoming"), (dose) => dose.dueOn).map(([day, doses]) => [
        formatDay(language, day),
        doses.map((dose) => labelled(dose, words)).join(", "),
      ]),
    ],
    [
      "immunisation.given",
      history(given.filter(isGiven), words, ({ brand, lotNumber, reaction }) => [
        brand,
        lotNumber && t("immunisation.lot", { number: lotNumber }),
        reaction && t("immunisation.reaction", { text: reaction }),
      ]),
    ],
    ["immunisation.notGiven", history(given.filter((dose) => !isGiven(dose)), words, ({ reason }) => [reason && t(`notDone.${reason}`)])],
    ["immunisation.exempt", exempt],
  ];
  return (
    <>
      {now.length > 0 && (
        <div className="note">
          {now.map((status) => (
            <Section key={status} title={t(`immunisation.${status}`)} lines={having(status).map((dose) => waiting(dose, words))} />
          ))}
        </div>
      )}
      {computedOn && now.length === 0 && <p className="note">{t("immunisation.nothingDue")}</p>}
      {sections
        .filter(([, lines]) => lines.length > 0)
        .map(([title, lines]) => (
          <Section key={title} title={t(title)} lines={lines} />
        ))}
      {remark && <p className="said">{remark}</p>}
      <p className="quiet">
        {t(`schedule.${authority}`)}
        {computedOn && ` ·\u00a0${t("immunisation.asOf", { date: formatDay(language, computedOn) })}`}
      </p>
    </>
  );
}
