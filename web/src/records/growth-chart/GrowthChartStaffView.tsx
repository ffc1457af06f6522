import { formatDay, formatNumber } from "../../shared/format";
import type { Words } from "../../shared/words";
import type { GrowthChart, GrowthIndex } from "../content";
import { Section } from "../Section";
import { Plot, type Line } from "./Plot";
import { formatAge, unitOf, valueOf } from "./measures";

const lines: readonly Line[] = [[-3, "−3"], [-2, "−2"], [-1, "−1"], [0, "0"], [1, "+1"], [2, "+2"], [3, "+3"]];

const indices: readonly GrowthIndex[] = [
  "weight-for-age",
  "height-for-age",
  "weight-for-height",
  "bmi-for-age",
  "head-circumference-for-age",
  "arm-circumference-for-age",
];

/** "−2.05", always with its sign, in a minus that is as wide as the plus. */
const signed = (z: number) => (z < 0 ? "−" : "+") + Math.abs(z).toFixed(2);

/** A growth chart as a clinician reads it: every index with its z-score, and what the scores rest on. */
export function StaffView({ content, words }: { content: GrowthChart; words: Words }) {
  const { t, language } = words;
  const { measurements, curves = [], gestationWeeks, correctedAge } = content;
  const newest = [...measurements].reverse();
  const number = (n: number | undefined) => (n === undefined ? "–" : formatNumber(language, n));
  const scored = indices.filter((index) => measurements.some((m) => m.scores?.some((score) => score.index === index)));
  return (
    <>
      {gestationWeeks !== undefined && (
        <Section
          title={t("staff.growth-chart.gestation")}
          lines={[[t("staff.growth-chart.weeks", { n: gestationWeeks }), correctedAge !== undefined && t(correctedAge ? "staff.growth-chart.age.corrected" : "staff.growth-chart.age.chronological")]]}
        />
      )}
      <div className="wide" role="group" aria-label={t("staff.growth-chart.measured")} tabIndex={0}>
        <table>
          <caption>{t("staff.growth-chart.measured")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("growth.date")}</th>
              <th scope="col">{t("staff.growth-chart.age")}</th>
              <th scope="col">{t("growth.weight-for-age")} (kg)</th>
              <th scope="col">{t("growth.height-for-age")} (cm)</th>
              <th scope="col">BMI (kg/m²)</th>
              <th scope="col">{t("growth.head-circumference-for-age")} (cm)</th>
              <th scope="col">{t("growth.arm-circumference-for-age")} (cm)</th>
            </tr>
          </thead>
          <tbody>
            {newest.map((m) => (
              <tr key={m.date}>
                <th scope="row">{formatDay(language, m.date)}</th>
                <td>
                  {formatAge(words, m.ageDays)}
                  <small>
                    {" "}
                    {t("staff.growth-chart.days", { n: number(m.ageDays) })}
                    {m.correctedAgeDays !== undefined && " · " + t("staff.growth-chart.daysCorrected", { n: number(m.correctedAgeDays) })}
                  </small>
                </td>
                <td>
                  {number(m.weight)} {m.oedema && <small>{t("staff.growth-chart.oedema")}</small>}
                </td>
                <td>
                  {number(m.height?.value)}
                  {m.height && (
                    <small>
                      {" "}
                      {t(`staff.growth-chart.${m.height.position}`)}
                      {m.standardHeight !== undefined && " · " + t("staff.growth-chart.scoredAs", { n: number(m.standardHeight) })}
                    </small>
                  )}
                </td>
                <td>{number(m.bmi)}</td>
                <td>{number(m.headCircumference)}</td>
                <td>{number(m.midUpperArmCircumference)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {scored.length > 0 && (
        <div className="wide" role="group" aria-label={t("staff.growth-chart.scores")} tabIndex={0}>
          <table>
            <caption>{t("staff.growth-chart.scores")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("growth.date")}</th>
                {scored.map((index) => (
                  <th key={index} scope="col">
                    {t(`staff.growth-chart.${index}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {newest.map((m) => (
                <tr key={m.date}>
                  <th scope="row">{formatDay(language, m.date)}</th>
                  {scored.map((index) => {
                    const score = m.scores?.find((of) => of.index === index);
                    return (
                      <td key={index}>
                        {score ? signed(score.z) : "–"}
                        {score?.percentile !== undefined && <small> P{number(score.percentile)}</small>}
                        {score?.flag && <strong> {t("staff.growth-chart.implausible")}</strong>}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="plots">
        {curves.map((curve) => {
          const title = t(`staff.growth-chart.${curve.index}`);
          const last = newest.find((m) => m.scores && valueOf(m, curve.index) !== undefined);
          return (
            <div key={curve.index} className="part">
              <h3>{title}</h3>
              <Plot curve={curve} content={content} lines={lines} title={t("growth.plot", { what: title })} words={words} />
              {last && (
                <p>
                  {formatDay(language, last.date)}: {number(valueOf(last, curve.index))} {unitOf(curve.index)}
                </p>
              )}
            </div>
          );
        })}
      </div>
      <p className="quiet">{t("staff.growth-chart.source")}</p>
    </>
  );
}
