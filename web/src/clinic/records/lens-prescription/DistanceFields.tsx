import type { LensPrescription } from "../../../records/content";
import { useWords } from "../../words/words";
import { alteredOrNone } from "../parts/altered";
import { NumberField } from "../parts/inputs";
import classes from "../parts/parts.module.css";
import type { Notes } from "../form";

type Distance = NonNullable<LensPrescription["pupillaryDistance"]>;

/** A pupillary distance, for far and for near, in millimetres. */
export function DistanceFields({ label, distance, change, path, notes }: { label: string; distance: Distance | undefined; change(next: Distance | undefined): void; path: string; notes: Notes }) {
  const { t } = useWords();
  return (
    <div className={classes.row} role="group" aria-label={label}>
      {(["far", "near"] as const).map((where) => (
        <NumberField
          key={where}
          label={`${label}, ${t(`clinic.form.lens.${where}`)}`}
          places={1}
          unit="mm"
          by={0.5}
          value={distance?.[where]}
          change={(mm) => change(alteredOrNone(distance, { [where]: mm }))}
          {...notes.at(`${path}.${where}`, ...(where === "far" ? [path] : []))}
        />
      ))}
    </div>
  );
}
