import type { EyeLens } from "../../../records/content";
import { useWords } from "../../words/words";
import { Choice } from "../parts/inputs";
import { readNumber } from "../parts/numbers";
import { TypedInput } from "../parts/TypedInput";
import { useLast } from "../parts/use-last";
import classes from "../parts/parts.module.css";
import type { Notes } from "../form";
import { stepPower } from "./dioptres";
import { prismOf, withPrism, type Direction } from "./prism";

type Prism = NonNullable<EyeLens["prism"]>[number];

const basesOf: Readonly<Record<Direction, readonly [Prism["base"], Prism["base"]]>> = { horizontal: ["in", "out"], vertical: ["up", "down"] };

/** Prisms of an eye: at most one in or out, and one up or down. */
export function PrismFields({ prisms, change, path, notes }: { prisms: readonly Prism[]; change(next: Prism[]): void; path: string; notes: Notes }) {
  const { t } = useWords();
  const last = { horizontal: useLast(prismOf(prisms, "horizontal")), vertical: useLast(prismOf(prisms, "vertical")) };
  return (
    <div className={classes.row}>
      {(["horizontal", "vertical"] as const).map((direction) => {
        const prism = prismOf(prisms, direction);
        const base = last[direction]?.base ?? basesOf[direction][0];
        const index = prism ? prisms.indexOf(prism) : -1;
        return [
          <TypedInput
            key={`${direction} amount`}
            label={t(`clinic.form.lens.prism.${direction}`)}
            value={prism?.amount}
            change={(amount) => change(withPrism(prisms, direction, amount === undefined ? undefined : { amount, base }))}
            show={(n) => n.toFixed(2)}
            read={(typed) => readNumber(typed, 2)}
            hint={t("clinic.form.part.notNumber")}
            step={(value, by) => stepPower(value, by, { from: 0.25, to: 20 })}
            {...notes.at(`${path}.${index}.amount`, `${path}.${index}`)}
          />,
          <Choice
            key={`${direction} base`}
            label={t(`clinic.form.lens.base.${direction}`)}
            disabled={!prism}
            value={base}
            change={(next) => prism && next && change(withPrism(prisms, direction, { ...prism, base: next }))}
            options={basesOf[direction].map((one) => [one, t(`base.${one}`)])}
            {...notes.at(`${path}.${index}.base`)}
          />,
        ];
      })}
    </div>
  );
}
