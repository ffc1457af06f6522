import { formatPower, sphericalEquivalent, transposed } from "../../shared/refraction";
import type { Words } from "../../shared/words";
import type { EyeLens, LensPrescription } from "../content";
import { Section, type Line } from "../Section";
import { View } from "./LensPrescriptionView";

/** A power in one line, as opticians read it out: "+1.25 / +0.75 × 85°". */
function inOneLine({ sphere, cylinder, axis }: ReturnType<typeof transposed>): string {
  return cylinder ? `${formatPower(sphere)} / ${formatPower(cylinder)} × ${axis}°` : formatPower(sphere);
}

/** A prescription of lenses as the clinic's staff reads it: with the transposed powers and the practice's own note. */
export function StaffView({ content, words }: { content: LensPrescription; words: Words }) {
  const { t } = words;
  const { right, left, localNote } = content;
  const eyes = [[t("eye.right"), right] as const, [t("eye.left"), left] as const].filter((eye): eye is [string, EyeLens] => !!eye[1]);
  const powers = eyes.map(([side, eye]): Line => [
    `${side}: ${inOneLine(transposed(eye))}`,
    t("staff.lens-prescription.equivalent", { power: formatPower(sphericalEquivalent(eye), 3) }),
  ]);
  return (
    <>
      <View content={content} words={words} />
      <Section title={t("staff.lens-prescription.transposed")} lines={powers} />
      {localNote && <Section title={t("staff.lens-prescription.localNote")} lines={[[localNote]]} />}
    </>
  );
}
