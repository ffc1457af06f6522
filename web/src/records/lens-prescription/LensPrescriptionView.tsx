import { formatDay, formatNumber } from "../../shared/format";
import { formatPower } from "../../shared/refraction";
import type { TextKey, Words } from "../../shared/words";
import type { EyeLens, LensPrescription } from "../content";
import { Section } from "../Section";

/** What is measured of an eye: its name, what that is in plain words, and how its value is shown. */
type Measure = readonly [name: TextKey, hint: TextKey | undefined, show: (eye: EyeLens) => string | false | undefined];

type Distances = NonNullable<LensPrescription["pupillaryDistance"]>;

/** One distance in mm, or both. */
function distances({ far, near }: Distances, { t, language }: Words): string {
  const mm = (n: number) => formatNumber(language, n);
  if (far === undefined || near === undefined) return `${mm(far ?? near ?? 0)}\u00a0mm`;
  return t("eye.farNear", { far: mm(far), near: mm(near) });
}

/** What the eye reads: a fraction is said as it is, the rest in words. */
function acuity(seen: EyeLens["corrected"], { t }: Words): string | undefined {
  if (!seen) return undefined;
  const { snellen, logMAR, near } = seen;
  const word = snellen && /^[A-Z]/.test(snellen) ? t(`sight.${snellen as "CF"}`) : snellen;
  return [word, logMAR !== undefined && `LogMAR ${logMAR.toFixed(2)}`, near].filter(Boolean).join(", ");
}

function measures(words: Words): Measure[] {
  const { t, language } = words;
  const mm = (n: number | undefined) => n !== undefined && `${formatNumber(language, n)}\u00a0mm`;
  return [
    ["eye.sphere", "eye.sphereHint", (eye) => formatPower(eye.sphere)],
    ["eye.cylinder", "eye.cylinderHint", (eye) => !!eye.cylinder && formatPower(eye.cylinder)],
    ["eye.axis", "eye.axisHint", (eye) => eye.axis !== undefined && `${eye.axis}°`],
    ["eye.add", "eye.addHint", (eye) => eye.add !== undefined && formatPower(eye.add)],
    ["eye.prism", "eye.prismHint", (eye) => eye.prism?.map(({ amount, base }) => `${formatNumber(language, amount)}\u00a0Δ ${t(`base.${base}`)}`).join(", ")],
    ["eye.curve", undefined, (eye) => mm(eye.baseCurve)],
    ["eye.diameter", undefined, (eye) => mm(eye.diameter)],
    ["eye.brand", undefined, (eye) => eye.brand],
    ["eye.replacement", undefined, (eye) => eye.replacement && t(`replacement.${eye.replacement}`)],
    ["eye.distance", "eye.distanceHint", (eye) => eye.pupillaryDistance && distances(eye.pupillaryDistance, words)],
    ["eye.uncorrected", undefined, (eye) => acuity(eye.uncorrected, words)],
    ["eye.corrected", "eye.correctedHint", (eye) => acuity(eye.corrected, words)],
  ];
}

/** The right and the left eye side by side; what neither has is left out. */
export function EyeTable({ content, words }: { content: LensPrescription; words: Words }) {
  const { t } = words;
  const { right, left } = content;
  const rows = measures(words)
    .map(([name, hint, show]) => ({ name, hint, values: [right && show(right), left && show(left)] }))
    .filter(({ values }) => values.some(Boolean));
  return (
    <div className="wide" role="group" aria-label={t("type.lens-prescription")} tabIndex={0}>
      <table className="eyes">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("eye.right")}</th>
            <th scope="col">{t("eye.left")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, hint, values }) => (
            <tr key={name}>
              <th scope="row">
                {t(name)}
                {hint && <small>{t(hint)}</small>}
              </th>
              {values.map((value, i) => (
                <td key={i}>{value || "–"}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A prescription of lenses as a patient reads it. */
export function View({ content, words }: { content: LensPrescription; words: Words }) {
  const { t, language } = words;
  const { product, lensType, pupillaryDistance, tint, remark, issuedOn, expiresOn, prescriber } = content;
  return (
    <>
      <p>
        <b>{t(`product.${product}`)}</b>{" ·\u00a0"}
        {t(`lensType.${lensType}`)}
        {tint && ` ·\u00a0${t("lens.tint", { tint })}`}
      </p>
      <EyeTable content={content} words={words} />
      {pupillaryDistance && <p>{t("lens.distance", { distance: distances(pupillaryDistance, words) })}</p>}
      <p className="quiet">{t("lens.hint")}</p>
      {remark && <p className="said">{remark}</p>}
      <p className="quiet">
        {issuedOn && t("lens.issued", { date: formatDay(language, issuedOn) })}
        {expiresOn && ` ${t("lens.expires", { date: formatDay(language, expiresOn) })}`}
      </p>
      {prescriber && (
        <Section
          title={t("lens.prescriber")}
          lines={[[prescriber.name, prescriber.qualifications, t("lens.registration", { number: prescriber.councilRegistrationNumber })]]}
        />
      )}
    </>
  );
}
