import { formatNumber } from "../../shared/format";
import type { Words } from "../../shared/words";
import type { GrowthChart, GrowthCurve } from "../content";
import { unitOf, valueOf } from "./measures";

/** A line of a plot: how many standard deviations from the median, and what stands at its end. */
export type Line = readonly [z: number, label?: string | number];

/** The plot in units of its own; on a phone 320 pixels wide, eight of ten are a pixel. */
const left = 34;
const right = 268;
const bottom = 180;

/** Round numbers within the bounds, at most six steps apart. */
function ticks(from: number, to: number): number[] {
  const step = [0.5, 1, 2, 3, 4, 5, 10, 20].find((size) => (to - from) / size <= 6) ?? 40;
  const found = [];
  for (let n = Math.ceil(from / step); n * step <= to; n++) found.push(n * step);
  return found;
}

/** A child's measurements among WHO's lines. What it shows also stands in a table beside it. */
export function Plot({ curve, content, lines, title, words }: { curve: GrowthCurve; content: GrowthChart; lines: readonly Line[]; title: string; words: Words }) {
  const { index, at, l, m, s } = curve;
  const from = at[0] ?? 0;
  const to = at[at.length - 1] ?? 1;
  const height = index === "weight-for-height";
  const inYears = to > 740;
  const unit = height ? 1 : inYears ? 365.25 : 30.4375;
  const drawn = lines.map(([z, label]) => ({
    z,
    label,
    points: at.map((a, i) => [a, (m[i] ?? 0) * (1 + (l[i] ?? 1) * (s[i] ?? 0) * z) ** (1 / (l[i] ?? 1))] as const),
  }));
  const measured = content.measurements.flatMap((of) => {
    const where = height ? valueOf(of, "height-for-age") : (of.correctedAgeDays ?? of.ageDays);
    const value = valueOf(of, index);
    return where !== undefined && value !== undefined && where >= from && where <= to ? [[where, value] as const] : [];
  });
  const values = [...drawn.flatMap(({ points }) => points), ...measured].map(([, value]) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const x = (n: number) => left + ((n - from) / (to - from)) * (right - left);
  const y = (n: number) => bottom - ((n - low) / (high - low)) * (bottom - 8);
  // The highest line's label first; where lines end close together the next stands a line of type lower.
  let above = 0;
  const labels = [...drawn].reverse().map(({ z, label, points }) => ({ z, label, y: (above = Math.max(y(points[points.length - 1]?.[1] ?? 0) + 5, above + 13)) }));
  const path = (points: readonly (readonly [number, number])[]) => "M" + points.map(([a, b]) => [x(a), y(b)]).join("L");
  // Five years are 1,826 days and a little.
  const across = ticks(from / unit, to / unit + 0.02);
  const up = ticks(low, high);
  const name = (n: number) => formatNumber(words.language, n);
  return (
    <svg viewBox="0 0 300 224" role="img" aria-label={title} fill="currentColor" font-size="14">
      <g fill="none" stroke="currentColor">
        <path opacity=".15" d={up.map((n) => `M${left} ${y(n)}H${right}`).join("") + across.map((n) => `M${x(n * unit)} 8V${bottom}`).join("")} />
        {drawn.map(({ z, points }) => (
          <path key={z} opacity=".6" stroke-width={z ? 1 : 2} d={path(points)} />
        ))}
        {measured.length > 0 && <path stroke="var(--strong,#000)" stroke-width="2.5" d={path(measured)} />}
      </g>
      <g fill="var(--strong,#000)">
        {measured.map((point) => (
          <circle key={point[0]} cx={x(point[0])} cy={y(point[1])} r="4" />
        ))}
      </g>
      <g>
        {labels.map(({ z, label, y: at }) => (
          <text key={z} x={right + 4} y={at}>
            {label}
          </text>
        ))}
      </g>
      <g text-anchor="end">
        {up.map((n) => (
          <text key={n} x={left - 4} y={y(n) + 5}>
            {name(n)}
          </text>
        ))}
      </g>
      <g text-anchor="middle">
        {across.map((n) => (
          <text key={n} x={x(n * unit)} y={bottom + 18}>
            {name(n)}
          </text>
        ))}
      </g>
      <text x={right} y={bottom + 37} text-anchor="end">
        {words.t(height ? "growth.byHeight" : inYears ? "growth.years" : "growth.months")}
      </text>
      <text x="0" y={bottom + 37}>
        {unitOf(index)}
      </text>
    </svg>
  );
}
