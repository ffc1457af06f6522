import type { components } from "../../../api/schema";
import { useWords } from "../../words/words";
import { alteredOrNone } from "../parts/altered";
import { Choice } from "../parts/inputs";
import { readNumber } from "../parts/numbers";
import { TypedInput } from "../parts/TypedInput";
import classes from "../parts/parts.module.css";
import type { Notes } from "../form";

type Acuity = components["schemas"]["VisualAcuity"];

const fractions = ["6/4", "6/5", "6/6", "6/7.5", "6/9", "6/12", "6/15", "6/18", "6/24", "6/36", "6/60", "3/60", "1/60"] as const;
const words = ["CF", "HM", "PL", "NPL"] as const;
const prints = ["N5", "N6", "N8", "N10", "N12", "N18", "N24", "N36"] as const;

/** What an eye reads: far by Snellen's fractions or as LogMAR, and near. */
export function AcuityFields({ label, acuity, change, path, notes }: { label: string; acuity: Acuity | undefined; change(next: Acuity | undefined): void; path: string; notes: Notes }) {
  const { t } = useWords();
  const set = (parts: { readonly [K in keyof Acuity]?: Acuity[K] | undefined }) => change(alteredOrNone(acuity, parts));
  return (
    <div className={classes.row} role="group" aria-label={label}>
      <Choice
        label={`${label}, ${t("clinic.form.lens.far")}`}
        value={acuity?.snellen}
        change={(snellen) => set({ snellen })}
        options={[...fractions.map((one) => [one, one] as const), ...words.map((one) => [one, `${one}: ${t(`sight.${one}`)}`] as const)]}
        empty="–"
        {...notes.at(`${path}.snellen`, path)}
      />
      <TypedInput label={`${label}, LogMAR`} inputMode="text" value={acuity?.logMAR} change={(logMAR) => set({ logMAR })} show={(n) => n.toFixed(2)} read={(typed) => readNumber(typed, 2)} hint={t("clinic.form.part.notNumber")} {...notes.at(`${path}.logMAR`)} />
      <Choice label={`${label}, ${t("clinic.form.lens.near")}`} value={acuity?.near} change={(near) => set({ near })} options={prints.map((one) => [one, one])} empty="–" {...notes.at(`${path}.near`)} />
    </div>
  );
}
