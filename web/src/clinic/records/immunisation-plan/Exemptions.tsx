import { TextInput } from "@mantine/core";
import type { components } from "../../../api/schema";
import type { ImmunisationPlan } from "../../../records/content";
import { useWords } from "../../words/words";
import { altered } from "../parts/altered";
import { Choice } from "../parts/inputs";
import { Lines } from "../parts/Lines";
import classes from "../parts/parts.module.css";
import type { Notes } from "../form";

type Exemption = NonNullable<ImmunisationPlan["exemptions"]>[number];
type Series = components["schemas"]["ImmunisationSchedule"]["series"][number];

/** What a series is called: its vaccine, and its doses as cards have them. */
export function useSeriesName(): (series: Series) => string {
  const { t } = useWords();
  return ({ doses }) => `${doses[0] ? t(`vaccine.${doses[0].vaccine}`) : ""} (${doses.map(({ label }) => label).join(", ")})`;
}

/** Series that this patient is not to get, and why. */
export function Exemptions({ exemptions, change, series, notes }: { exemptions: readonly Partial<Exemption>[]; change(next: Exemption[]): void; series: readonly Series[]; notes: Notes }) {
  const { t } = useWords();
  const nameOf = useSeriesName();
  return (
    <Lines
      items={exemptions}
      change={(next) => change(next as Exemption[])}
      blank={(): Partial<Exemption> => ({ status: "contraindicated" })}
      add={t("clinic.form.immunisation.addExemption")}
      name={(n) => t("clinic.form.immunisation.exemptionNamed", { n })}
    >
      {(exemption, changed, i) => (
        <div className={classes.row}>
          <Choice label={t("clinic.form.immunisation.series")} value={exemption.series} change={(code) => changed(altered(exemption, { series: code }))} options={series.map((one) => [one.code, nameOf(one)])} {...notes.at(`exemptions.${i}`, `exemptions.${i}.series`)} />
          <Choice
            label={t("clinic.form.immunisation.because")}
            value={exemption.status}
            change={(status) => changed(altered(exemption, { status }))}
            options={(["contraindicated", "immune"] as const).map((one) => [one, t(`exempt.${one}`)])}
            {...notes.at(`exemptions.${i}.status`)}
          />
          <TextInput className={classes.wide ?? ""} label={t("clinic.form.immunisation.why")} value={exemption.reason ?? ""} onChange={({ currentTarget }) => changed(altered(exemption, { reason: currentTarget.value }))} {...notes.at(`exemptions.${i}.reason`)} />
        </div>
      )}
    </Lines>
  );
}
