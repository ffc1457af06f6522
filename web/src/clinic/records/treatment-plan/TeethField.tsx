import { Button } from "@mantine/core";
import { useState } from "react";
import { ageAt } from "../../../shared/age";
import { TypedInput } from "../parts/TypedInput";
import type { Noted, Patient } from "../form";
import { useWords } from "../../words/words";
import { dentitionAt, isMilk, readTeeth } from "./teeth";
import { ToothChart } from "./ToothChart";

/** The years of somebody born on a day; undefined if nobody knows. */
function yearsOf({ dateOfBirth }: Patient): number | undefined {
  if (!dateOfBirth) return undefined;
  const { unit, value } = ageAt(dateOfBirth, new Date().toISOString());
  return unit === "years" ? value : 0;
}

/** Teeth, typed as numbers or pressed on a chart. */
export function TeethField({ teeth, change, patient, noted }: { teeth: readonly number[]; change(next: number[]): void; patient: Patient; noted: Noted }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const shown = dentitionAt(yearsOf(patient));
  const [both, setBoth] = useState(false);
  const all = both || teeth.some((n) => !shown.includes(isMilk(n) ? "milk" : "permanent"));
  return (
    <>
      <div>
        <TypedInput
          label={t("clinic.form.plan.teeth")}
          placeholder="36, 14-16"
          inputMode="numeric"
          value={teeth.length > 0 ? [...teeth] : undefined}
          change={(next) => change(next ?? [])}
          show={(numbers) => numbers.join(", ")}
          read={readTeeth}
          hint={t("clinic.form.plan.notTeeth")}
          {...noted}
        />
        <Button variant="subtle" size="compact-sm" mt={4} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? "clinic.form.plan.closeChart" : "clinic.form.plan.openChart")}
        </Button>
      </div>
      {open && (
        <div data-whole>
          <ToothChart dentitions={all ? ["permanent", "milk"] : shown} chosen={teeth} change={(next) => change([...next])} />
          {!all && shown.length === 1 && (
            <Button variant="subtle" size="compact-sm" onClick={() => setBoth(true)}>
              {t(shown[0] === "milk" ? "clinic.form.plan.alsoPermanent" : "clinic.form.plan.alsoMilk")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
