import { Fragment, useRef, useState, type KeyboardEvent } from "react";
import { useWords } from "../../words/words";
import { chart, isMilk, neighbour, placeOf, quadrantOf, type Dentition } from "./teeth";
import classes from "./ToothChart.module.css";

/** A tooth's name: "36, lower left, first molar". */
function useToothName(): (n: number) => string {
  const { t } = useWords();
  return (n) => {
    const place = placeOf(n);
    const kind = isMilk(n) && (place === 4 || place === 5) ? t(`clinic.form.plan.milkMolar.${place}`) : t(`clinic.form.plan.place.${place}`);
    return [n, t(`clinic.form.plan.quadrant.${quadrantOf(n)}`), kind, ...(isMilk(n) ? [t("clinic.form.plan.milkTooth")] : [])].join(", ");
  };
}

/** Teeth to be pressed: one stop of the Tab key, arrow keys within, Space chooses. */
export function ToothChart({ dentitions, chosen, change }: { dentitions: readonly Dentition[]; chosen: readonly number[]; change(next: readonly number[]): void }) {
  const { t } = useWords();
  const nameOf = useToothName();
  const group = useRef<HTMLDivElement>(null);
  const all = dentitions.flatMap((one) => chart[one].flatMap(({ right, left }) => [...right, ...left]));
  const [at, setAt] = useState(chosen[0]);
  const stop = at !== undefined && all.includes(at) ? at : all[0];
  const move = (event: KeyboardEvent<HTMLButtonElement>, n: number) => {
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    group.current?.querySelector<HTMLElement>(`[data-tooth="${neighbour(n, event.key)}"]`)?.focus();
  };
  const half = (teeth: readonly number[]) => (
    <div className={classes.half}>
      {teeth.map((n) => (
        <button
          key={n}
          type="button"
          data-tooth={n}
          className={classes.tooth}
          aria-label={nameOf(n)}
          aria-pressed={chosen.includes(n)}
          tabIndex={n === stop ? 0 : -1}
          onFocus={() => setAt(n)}
          onKeyDown={(event) => move(event, n)}
          onClick={() => change(chosen.includes(n) ? chosen.filter((one) => one !== n) : [...chosen, n])}
        >
          {n}
        </button>
      ))}
    </div>
  );
  return (
    <div ref={group} className={classes.chart} role="group" aria-label={t("clinic.form.plan.chart")}>
      {dentitions.map((one) => (
        <div key={one} className={classes.jaws}>
          {chart[one].map(({ right, left }, jaw) => (
            <Fragment key={jaw}>
              {half(right)}
              {half(left)}
            </Fragment>
          ))}
        </div>
      ))}
    </div>
  );
}
