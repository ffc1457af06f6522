import { useElementSize } from "@mantine/hooks";
import { line } from "d3-shape";
import { useId, useState, type KeyboardEvent, type PointerEvent } from "react";
import { formatNumber } from "../../shared/format";
import { useWords } from "../words/words";
import { timeScale, timeTicks, valueScale, valueTicks } from "./axis";
import { formatInstant } from "./share-words";
import classes from "./Trends.module.css";
import type { Band, Reading, Trend } from "./trends";

const plotHeight = 150;

/** The size of the plot's type in pixels: it grows with the reader's own. */
const typeSize = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75;

/**
 * Values over time. It is one stop of the Tab key, at which the arrows go from reading to reading; what is
 * chosen stands above it in words. All values also stand in a table beside it.
 */
export function TrendPlot({ trend }: { trend: Trend }) {
  const { t, language } = useWords();
  const { ref, width } = useElementSize();
  const { title, unit, readings, band } = trend;
  const last = readings.length - 1;
  const [chosen, setChosen] = useState<number>();
  const at = Math.min(chosen ?? last, last);
  const reading = readings[at] as Reading;
  const clip = useId();
  const say = (one: Reading) => `${one.values.map((value) => formatNumber(language, value)).join("/")} ${unit}`;
  const when = formatInstant(language, new Date(reading.at).toISOString());

  const em = typeSize();
  const y = valueScale(trend, plotHeight);
  const rows = valueTicks(y, language);
  const left = Math.max(...rows.map(({ text }) => text.length)) * 0.62 * em + 0.75 * em;
  const x = timeScale(trend, Math.max(1, width - left - 0.75 * em));
  const columns = timeTicks(x, language, em);
  const lines = (readings[0]?.values ?? []).map((_, which) => line<Reading>((one) => x(one.at), (one) => y(one.values[which] ?? 0))(readings) ?? "");

  const keys = (event: KeyboardEvent) => {
    const next = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setChosen(Math.max(0, Math.min(last, next)));
  };
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const where = event.clientX - event.currentTarget.getBoundingClientRect().left - left;
    const distance = (one: Reading | undefined) => Math.abs(x(one?.at ?? 0) - where);
    setChosen(readings.reduce((best, one, i) => (distance(one) < distance(readings[best]) ? i : best), 0));
  };

  return (
    <>
      <p className={classes.reading}>
        <b>{say(reading)}</b>
        <small>
          {when}
          {reading.note && ` · ${reading.note}`}
        </small>
      </p>
      <div
        ref={ref}
        className={classes.plot}
        role="slider"
        tabIndex={0}
        aria-label={t("clinic.trends.plot", { what: title })}
        aria-valuemin={1}
        aria-valuemax={readings.length}
        aria-valuenow={at + 1}
        aria-valuetext={`${say(reading)}, ${when}`}
        onKeyDown={keys}
        onPointerMove={point}
        onPointerLeave={() => setChosen(undefined)}
      >
        {width > 0 && (
          <svg width={width} height={plotHeight + 2.25 * em} aria-hidden fontSize={em}>
            <g transform={`translate(${left},${0.5 * em})`}>
              <clipPath id={clip}>
                <rect width={x.range()[1]} height={plotHeight} />
              </clipPath>
              {band && <BandArea band={band} y={y} width={x.range()[1] ?? 0} clip={clip} />}
              {rows.map((tick) => (
                <g key={tick.text} transform={`translate(0,${tick.at})`}>
                  <line className={classes.grid} x2={x.range()[1]} />
                  <text className={classes.tick} x={-0.5 * em} dy="0.32em" textAnchor="end">
                    {tick.text}
                  </text>
                </g>
              ))}
              {columns.map((tick) => (
                <text key={tick.text} className={classes.tick} x={tick.at} y={plotHeight + 1.4 * em} textAnchor="middle">
                  {tick.text}
                </text>
              ))}
              <line className={classes.cursor} x1={x(reading.at)} x2={x(reading.at)} y2={plotHeight} />
              {lines.map((path, which) => (
                <path key={which} className={which === 0 ? classes.line : classes.second} d={path} />
              ))}
              {readings.map((one, i) => one.values.map((value, which) => <circle key={`${i}.${which}`} className={i === at ? classes.chosen : classes.point} cx={x(one.at)} cy={y(value)} r={i === at ? 5 : 3.5} />))}
            </g>
          </svg>
        )}
      </div>
    </>
  );
}

function BandArea({ band: { low, high }, y, width, clip }: { band: Band; y: (value: number) => number; width: number; clip: string }) {
  const top = high === undefined ? 0 : y(high);
  const bottom = low === undefined ? plotHeight : y(low);
  return <rect className={classes.band} y={top} width={width} height={Math.max(0, bottom - top)} clipPath={`url(#${clip})`} />;
}
