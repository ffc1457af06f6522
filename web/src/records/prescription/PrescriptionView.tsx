import { formatFraction, readPattern, type Slot } from "../../shared/dose";
import { formatDay, formatNumber } from "../../shared/format";
import type { TextKey, Words } from "../../shared/words";
import type { Medicine, Prescription } from "../content";
import { Section, dotted, inLines } from "../Section";

const icons: Readonly<Record<Slot, string>> = {
  morning: "M4 18h16M7 18a5 5 0 0 1 10 0M12 10V5M9 8l3-3 3 3M4 13l1 1M20 13l-1 1",
  afternoon: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1 1M18 18l1 1M5 19l1-1M18 6l1-1",
  evening: "M4 18h16M7 18a5 5 0 0 1 10 0M12 5v5M9 7l3 3 3-3M4 13l1 1M20 13l-1 1",
  night: "M20 14A8 8 0 1 1 10 4a6 6 0 0 0 10 10z",
};

function Icon({ slot }: { slot: Slot }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={icons[slot]} />
    </svg>
  );
}

/** UCUM units of strength as they stand on a box. */
const strengthUnits: Readonly<Record<string, string>> = { ug: "mcg", "[iU]": "IU", "[iU]/mL": "IU/ml", "mg/mL": "mg/ml", "mg/(5.mL)": "mg/5 ml", "ug/mL": "mcg/ml" };

/** So many doses in words: 1.5 doses of 1 {tablet} are "1½ tablets". */
function amount({ dose }: Medicine, doses: number, { language, count }: Words): string {
  if (!dose) return formatFraction(doses);
  const n = dose.value * doses;
  // "{tablet}" and "[drp]" are counted things; "mL" and "mg" are measured.
  const shown = /^\{/.test(dose.unit) ? formatFraction(n) : formatNumber(language, n);
  return count(`dose.${dose.unit.replace(/\W/g, "")}` as TextKey, n, shown);
}

/** On which days: nothing is said of medicines that are taken daily. */
function days({ t }: Words, every = 1): string | false {
  return every === 2
    ? t("medicine.everyOther")
    : every === 7
      ? t("medicine.weekly")
      : every > 1 && t("medicine.everyDays", { n: every });
}

function MedicineView({ medicine: m, words }: { medicine: Medicine; words: Words }) {
  const { t, count, language } = words;
  const slots = m.frequency && readPattern(m.frequency.pattern);
  const unit = m.strength?.unit ?? "";
  const strength = m.strength && `${formatNumber(language, m.strength.value)} ${strengthUnits[unit] ?? unit}`;
  const how = dotted([
    m.timing && t(`timing.${m.timing}`),
    days(words, m.frequency?.everyDays),
    m.duration && t("medicine.for", { period: count(`period.${m.duration.unit}`, m.duration.value) }),
    m.startDate && t("medicine.from", { date: formatDay(language, m.startDate) }),
    m.route && m.route !== "oral" && t(`route.${m.route}`),
  ]);
  const buy = dotted([
    m.quantity !== undefined && t("medicine.quantity", { n: formatNumber(language, m.quantity) }),
    !!m.refills && t("medicine.refills", { n: m.refills }),
  ]);
  return (
    <li className="medicine">
      <h3>
        {m.brand ?? m.generic} {strength}
        <small>
          {m.brand && m.generic + " · "}
          {t(`form.${m.form}`)}
        </small>
      </h3>
      {m.sos && <p className="sos">{t("medicine.sos", { reason: m.sosReason ?? "" })}</p>}
      {slots ? (
        <ul className={slots.length > 3 ? "slots four" : "slots"}>
          {slots.map(({ slot, doses }) => (
            <li key={slot} className={doses ? "take" : ""}>
              <Icon slot={slot} />
              <span>{t(`slot.${slot}`)}</span> <b>{doses ? amount(m, doses, words) : "–"}</b>
            </li>
          ))}
        </ul>
      ) : (
        m.dose && <p>{t("medicine.each", { dose: amount(m, 1, words) })}</p>
      )}
      {m.frequency && !slots && <p>{m.frequency.pattern}</p>}
      {how && <p className="how">{how}</p>}
      {m.frequency?.meaning && <p>{m.frequency.meaning}</p>}
      {m.instructions && <p className="said">{m.instructions}</p>}
      {buy && <p className="quiet">{buy}</p>}
    </li>
  );
}

/** A prescription as a patient reads it: what to take, when, and for how long. */
export function View({ content, words }: { content: Prescription; words: Words }) {
  const { t, language } = words;
  const { diagnoses = [], medicines, advice, followUp, prescriber } = content;
  return (
    <>
      {diagnoses.length > 0 && (
        <Section title={t("prescription.diagnoses")} lines={diagnoses.map((d) => [d.text, t(`certainty.${d.certainty}`)])} />
      )}
      <ol className="medicines">
        {medicines.map((medicine, i) => (
          <MedicineView key={i} medicine={medicine} words={words} />
        ))}
      </ol>
      {advice && <Section title={t("prescription.advice")} lines={[[advice]]} />}
      {followUp && (
        <Section
          title={t("followUp.title")}
          lines={[[inLines(followUp.date && formatDay(language, followUp.date), followUp.instructions)]]}
        />
      )}
      {prescriber && (
        <Section
          title={t("prescription.prescriber")}
          lines={[[prescriber.name, prescriber.qualifications, t("prescription.registration", { number: prescriber.councilRegistrationNumber })]]}
        />
      )}
    </>
  );
}
