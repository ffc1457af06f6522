import { formatDay, formatNumber } from "../../shared/format";
import type { Words } from "../../shared/words";
import type { GrowthChart, GrowthScore } from "../content";
import { Plot, type Line } from "./Plot";
import { formatAge, unitOf, valueOf, type Measurement } from "./measures";

/** The lines 3, 15, 50, 85 and 97 of WHO's charts; between 3 and 97 there is room for one label. */
const lines: readonly Line[] = [[-1.881, 3], [-1.036], [0, 50], [1.036], [1.881, 97]];

/** Where the child stands, without a word of alarm: what it means, the doctor tells. */
function rank({ index, z, percentile = z < 0 ? 0 : 100, flag }: GrowthScore, { t }: Words): string {
  if (flag) return t("growth.check");
  const same = t(index === "weight-for-height" ? "growth.sameHeight" : "growth.sameAge");
  return t(percentile < 1 ? "growth.low" : percentile > 99 ? "growth.high" : "growth.rank", { n: Math.round(percentile), same });
}

function Place({ of, score, last, words }: { of: Measurement; score: GrowthScore; last: boolean; words: Words }) {
  const { index } = score;
  return (
    <div>
      <dt>
        {words.t(`growth.${index}`)}
        <small>{rank(score, words)}</small>
        {!last && <small>{formatDay(words.language, of.date)}</small>}
      </dt>
      <dd>
        <b>{formatNumber(words.language, valueOf(of, index) ?? 0)}</b> {unitOf(index)}
      </dd>
    </div>
  );
}

/** A growth chart as a parent reads it: how the child is doing, drawn and in numbers. */
export function View({ content, words }: { content: GrowthChart; words: Words }) {
  const { t, language } = words;
  const { measurements, curves = [] } = content;
  const newest = [...measurements].reverse();
  const number = (n: number | undefined) => (n === undefined ? "" : formatNumber(language, n));
  return (
    <>
      <dl className="vitals">
        {newest.map((of, i) => (of.scores ?? []).map((score) => <Place key={score.index} of={of} score={score} last={!i} words={words} />))}
      </dl>
      <div className="plots">
        {curves.map((curve) => (
          <div key={curve.index} className="part">
            <h3>{t(`growth.${curve.index}`)}</h3>
            <Plot curve={curve} content={content} lines={lines} title={t("growth.plot", { what: t(`growth.${curve.index}`) })} words={words} />
          </div>
        ))}
      </div>
      {curves.length > 0 && <p className="note">{t("growth.lines")}</p>}
      {measurements.some((m) => m.correctedAgeDays !== undefined) && <p className="note">{t("growth.corrected")}</p>}
      <div className="wide" role="group" aria-label={t("type.growth-chart")} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th>{t("growth.date")}</th>
              <th>{t("growth.weight-for-age")}, kg</th>
              <th>{t("growth.height-for-age")}, cm</th>
              <th>{t("growth.head")}</th>
            </tr>
          </thead>
          <tbody>
            {newest.map((m) => (
              <tr key={m.date}>
                <th>
                  {formatDay(language, m.date, "short")} <small>{formatAge(words, m.ageDays)}</small>
                </th>
                <td>
                  {number(m.weight)} {m.oedema && <small>{t("growth.oedema")}</small>}
                </td>
                <td>{number(m.height?.value)}</td>
                <td>{number(m.headCircumference)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
