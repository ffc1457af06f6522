import { Paper } from "@mantine/core";
import { useWords } from "../words/words";
import { countryName } from "./countries";
import type { Practice } from "./profile";
import classes from "./Settings.module.css";
import { stateCodeOf } from "./states";

/** The profile, for who may not change it. */
export function ProfileView({ practice }: { practice: Practice }) {
  const { t, language } = useWords();
  const state = stateCodeOf(practice.state);
  const facts = [
    [t("clinic.practice.name"), practice.name],
    [t("clinic.practice.phone"), practice.phone],
    [t("clinic.practice.address"), practice.address],
    [t("clinic.practice.state"), state ? t(`clinic.practice.state.${state}`) : practice.state],
    [t("clinic.practice.country"), countryName(language, practice.country)],
    [t("clinic.practice.timeZone"), practice.timeZone],
    [t("clinic.practice.gstin"), practice.gstin],
    [t("clinic.practice.smsName"), practice.smsDisplayName],
  ] as const;
  return (
    <Paper withBorder p="lg">
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || t("clinic.practice.none")}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  );
}
