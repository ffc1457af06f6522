import { Anchor, Badge, Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { formatMoment, formatTime } from "../../shared/format";
import { useWords } from "../words/words";
import { roomOf, type Visit } from "./queries";
import classes from "./visits.module.css";

interface Props {
  visit: Visit;
  patientId: string;
  sending: boolean;
  sendAgain(): void;
}

/** A video call: when, who called, what became of its link, and the way into its room. */
export function VisitCard({ visit, patientId, sending, sendAgain }: Props) {
  const { t, language } = useWords();
  const { state, plannedAt, opensAt, closesAt, startedAt, startedByName, endedAt, noteId, createdByName } = visit;
  return (
    <li className={classes.visit}>
      <Group gap="sm">
        <Text fw={600}>{formatMoment(language, plannedAt)}</Text>
        <Badge variant="light" tt="none" color={state === "open" ? "green" : state === "early" ? "blue" : "gray"}>
          {t(`clinic.visits.state.${state}`)}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        {t("clinic.visits.by", { name: createdByName })}
        {state === "early" && ` · ${t("clinic.visits.opens", { time: formatMoment(language, opensAt) })}`}
        {state === "open" && ` · ${t("clinic.visits.closes", { time: formatTime(language, closesAt) })}`}
        {state === "ended" && endedAt && ` · ${t("clinic.visits.ended", { time: formatMoment(language, endedAt) })}`}
      </Text>
      {startedAt && (
        <Text size="sm">
          {t("clinic.visits.started", { name: startedByName ?? "", time: formatTime(language, startedAt) })}{" "}
          {noteId && (
            <Anchor component={Link} to={`/patients/${patientId}/records/${noteId}`} underline="always">
              {t("clinic.visits.note")}
            </Anchor>
          )}
        </Text>
      )}
      {state !== "ended" && (
        <>
          <Sent visit={visit} />
          <Group gap="xs" mt="xs">
            {state === "open" && (
              <Button component="a" href={roomOf(patientId, visit.id)} target="_blank" rel="noopener" size="xs">
                {t("clinic.visits.room")}
              </Button>
            )}
            <Button size="xs" variant="default" loading={sending} onClick={sendAgain}>
              {t("clinic.visits.again")}
            </Button>
          </Group>
        </>
      )}
    </li>
  );
}

/** What became of the link on each channel. */
export function Sent({ visit: { sms, email } }: { visit: Visit }) {
  const { t, language } = useWords();
  return (
    <ul className={classes.sent}>
      {sms && <li className={sms.state === "failed" ? classes.failed : undefined}>{t(`clinic.visits.sms.${sms.state}`, { hint: sms.hint ?? "", time: formatTime(language, sms.at) })}</li>}
      {email && <li className={email.state === "failed" ? classes.failed : undefined}>{t(`clinic.visits.email.${email.state}`, { time: formatTime(language, email.at) })}</li>}
    </ul>
  );
}
