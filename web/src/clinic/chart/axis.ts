import { scaleLinear, scaleTime, type ScaleLinear, type ScaleTime } from "d3-scale";
import { formatNumber } from "../../shared/format";
import type { Language } from "../../shared/words";
import type { Trend } from "./trends";

const day = 86_400_000;

/** Time from the first to the last reading; a single one stands in the middle. */
export function timeScale({ readings }: Trend, width: number): ScaleTime<number, number> {
  const from = readings[0]?.at ?? 0;
  const to = readings.at(-1)?.at ?? from;
  const spare = to === from ? 15 * day : (to - from) * 0.03;
  return scaleTime([from - spare, to + spare], [0, width]);
}

/** Values in round numbers, with what is usual in sight. */
export function valueScale({ readings, band }: Trend, height: number): ScaleLinear<number, number> {
  const all = [...readings.flatMap(({ values }) => values), ...[band?.low, band?.high].filter((end) => end !== undefined)];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const spare = high === low ? Math.max(1, Math.abs(high) * 0.05) : (high - low) * 0.08;
  return scaleLinear([low >= 0 ? Math.max(0, low - spare) : low - spare, high + spare], [height, 0]).nice(4);
}

export interface Tick {
  at: number;
  text: string;
}

export const valueTicks = (scale: ScaleLinear<number, number>, language: Language): Tick[] => scale.ticks(4).map((value) => ({ at: scale(value), text: formatNumber(language, value) }));

/** How wide a character is, in ems: on the wide side, for Devanagari. */
const characterWidth = 0.62;

/** Times in round units of the calendar, as many as stand beside one another without touching. */
export function timeTicks(scale: ScaleTime<number, number>, language: Language, em: number): Tick[] {
  const [from = 0, to = 0] = scale.range();
  const [first, last] = scale.domain() as [Date, Date];
  const days = (last.getTime() - first.getTime()) / day;
  const locale = language === "hi" ? "hi-IN-u-nu-latn" : "en-IN";
  const form = new Intl.DateTimeFormat(locale, days > 1100 ? { year: "numeric" } : days > 100 ? { month: "short", year: "2-digit" } : days > 2 ? { day: "numeric", month: "short" } : { hour: "numeric", minute: "2-digit" });
  const widthOf = (text: string) => text.length * characterWidth * em;
  const sample = widthOf(form.format(last)) + 2 * em;
  const kept: Tick[] = [];
  for (const time of scale.ticks(Math.max(1, Math.floor((to - from) / sample)))) {
    const tick = { at: scale(time), text: form.format(time) };
    const before = kept.at(-1);
    const half = widthOf(tick.text) / 2;
    const fits = tick.at - half >= from - 2 * em && tick.at + half <= to + 2 * em;
    if (fits && tick.text !== before?.text && (!before || tick.at - half > before.at + widthOf(before.text) / 2 + 0.5 * em)) kept.push(tick);
  }
  return kept;
}
