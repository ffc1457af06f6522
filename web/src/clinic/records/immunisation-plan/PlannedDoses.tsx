import { Badge, Button, Group, Text } from "@mantine/core";
import { formatDay } from "../../../shared/format";
import type { PlannedDose } from "../../../records/content";
import { useWords } from "../../words/words";
import { Fold } from "../parts/Fold";
import classes from "../parts/parts.module.css";

interface PlannedDosesProps {
  doses: readonly PlannedDose[];
  tick(dose: PlannedDose, done: boolean): void;
}

const colours = { overdue: "red", due: "yellow", upcoming: "gray" } as const;

/** The doses that wait, what is late first, each with what happened. */
export function PlannedDoses({ doses, tick }: PlannedDosesProps) {
  const { t, language } = useWords();
  const list = (status: keyof typeof colours) =>
    doses
      .filter((dose) => dose.status === status)
      .map((dose) => {
        const vaccine = t(`vaccine.${dose.vaccine}`);
        const name = vaccine === dose.label ? vaccine : `${vaccine} (${dose.label})`;
        return (
          <li key={dose.label} className={classes.choice} data-planned={dose.label}>
            <div>
              <Text fw={550}>{name}</Text>
              <Group gap="xs">
                <Badge variant="light" tt="none" color={colours[status]}>
                  {t(`staff.status.${status}`)}
                </Badge>
                <Text size="sm" c="dimmed">
                  {t(status === "upcoming" ? "clinic.form.immunisation.dueOn" : "clinic.form.immunisation.dueSince", { date: formatDay(language, dose.dueOn, "short") })}
                </Text>
              </Group>
            </div>
            <Group gap="xs" wrap="wrap">
              <Button size="xs" variant={status === "upcoming" ? "default" : "light"} aria-label={t("clinic.form.immunisation.giveNamed", { name })} onClick={() => tick(dose, true)}>
                {t("clinic.form.immunisation.give")}
              </Button>
              <Button size="xs" variant="subtle" aria-label={t("clinic.form.immunisation.notDoneNamed", { name })} onClick={() => tick(dose, false)}>
                {t("clinic.form.immunisation.notDone")}
              </Button>
            </Group>
          </li>
        );
      });
  const now = [...list("overdue"), ...list("due")];
  const later = list("upcoming");
  return (
    <>
      {now.length > 0 ? <ul className={classes.lines}>{now}</ul> : <Text c="dimmed">{t("immunisation.nothingDue")}</Text>}
      {later.length > 0 && (
        <Fold title={t("clinic.form.immunisation.later", { n: later.length })} filled={false}>
          <ul className={classes.lines}>{later}</ul>
        </Fold>
      )}
    </>
  );
}
