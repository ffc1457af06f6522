import { Anchor, Badge, Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { formatMoment } from "../../shared/format";
import { useWords } from "../words/words";
import type { SharingTask, Trouble } from "./queries";
import classes from "./worklist.module.css";

const colours: Record<Trouble, string> = { failed: "red", "not-me": "red", locked: "orange", "never-opened": "gray" };

interface Props {
  task: SharingTask;
  doing: boolean;
  sending: boolean;
  done(): void;
  sendAgain(): void;
}

/** A message that did not do its work: whose, why, and what to do. */
export function TaskRow({ task, doing, sending, done, sendAgain }: Props) {
  const { t, language } = useWords();
  const { patient, trouble, since, types } = task;
  const next = task.explanation.nextStep;
  const correct = next === "verify-phone" || next === "enter-phone" || next === "enter-guardian" || trouble === "not-me";
  return (
    <li className={classes.task}>
      <div className={classes.head}>
        <Anchor component={Link} to={`/patients/${patient.id}`} fw={600}>
          <bdi>{patient.name}</bdi>
        </Anchor>
        <Badge variant="light" tt="none" color={colours[trouble]}>
          {t(`clinic.worklist.trouble.${trouble}`)}
        </Badge>
        <Text size="sm" c="dimmed">
          {t("clinic.worklist.since", { time: formatMoment(language, since) })}
        </Text>
      </div>
      <Text>
        <Why task={task} />
      </Text>
      <Text size="sm" c="dimmed">
        {t("clinic.worklist.about", { types: types.map((type) => t(`clinic.sharing.type.${type}`)).join(", ") })}
      </Text>
      <Group gap="xs" mt="xs">
        {patient.phone && (
          <Button component="a" href={`tel:${patient.phone}`} size="xs" variant={next === "call-patient" ? "filled" : "default"} aria-label={t("clinic.worklist.callOf", { name: patient.name, phone: patient.phone })}>
            {t("clinic.worklist.call", { phone: patient.phone })}
          </Button>
        )}
        {correct && (
          <Button component={Link} to={`/patients/${patient.id}`} size="xs" aria-label={t("clinic.worklist.correctOf", { name: patient.name })}>
            {t("clinic.worklist.correct")}
          </Button>
        )}
        {trouble !== "not-me" && (
          <Button size="xs" variant={next === "send-link-again" ? "filled" : "default"} loading={sending} onClick={sendAgain} aria-label={t("clinic.worklist.againOf", { name: patient.name })}>
            {t("clinic.worklist.again")}
          </Button>
        )}
        <Button size="xs" variant="default" loading={doing} onClick={done} aria-label={t("clinic.worklist.doneOf", { name: patient.name })}>
          {t("clinic.worklist.done")}
        </Button>
      </Group>
    </li>
  );
}

/** The reason in the reader's language; what is newer than our words is told as the server does. */
function Why({ task: { trouble, failure, explanation } }: { task: SharingTask }) {
  const { t, has } = useWords();
  if (trouble !== "failed") return t(`clinic.worklist.because.${trouble}`);
  const key = `clinic.worklist.failure.${failure ?? "failed"}`;
  return has(key) ? t(key) : explanation.text;
}
