import type { Words } from "../../shared/words";
import type { GrowthChart, GrowthIndex } from "../content";

export type Measurement = GrowthChart["measurements"][number];

/** What an index is measured in. */
export const unitOf = (index: GrowthIndex) => (index === "bmi-for-age" ? "kg/m²" : index.startsWith("w") ? "kg" : "cm");

/** What was measured for an index, as WHO's figures have it; with oedema the weight is in part water. */
export function valueOf(m: Measurement, index: GrowthIndex): number | undefined {
  if (index.startsWith("w")) return m.oedema ? undefined : m.weight;
  if (index === "height-for-age") return m.standardHeight ?? m.height?.value;
  return index === "bmi-for-age" ? m.bmi : index[0] === "h" ? m.headCircumference : m.midUpperArmCircumference;
}

const month = 30.4375;

/** An age in days as people tell it: in days, weeks, months, and then in years. */
export function formatAge({ t, count }: Words, days = 0): string {
  const months = Math.floor(days / month);
  if (days < 1) return t("growth.birth");
  if (days < 14) return count("period.d", days);
  if (months < 3) return count("period.wk", Math.floor(days / 7));
  if (months < 24) return count("period.mo", months);
  return [count("period.a", Math.floor(months / 12)), months % 12 && count("period.mo", months % 12)].filter(Boolean).join(" ");
}
