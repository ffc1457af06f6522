import { Badge, Button, Group, Paper, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { formatMoment } from "../../shared/format";
import { api, got } from "../api/client";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { ownSessionsQuery, type OwnSession } from "./queries";
import classes from "./Settings.module.css";

/** Where one is signed in, and a way to end what one does not know. */
export function OwnSessions({ sessions }: { sessions: readonly OwnSession[] }) {
  const { t, language } = useWords();
  const tell = useTell();
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries(ownSessionsQuery);
  const endOne = useMutation({
    mutationFn: (sessionId: string) => got(api.DELETE("/api/sessions/{sessionId}", { params: { path: { sessionId } } })),
    onSuccess: () => tell.done(t("clinic.account.session.ended")),
    onError: tell.failed,
    onSettled,
  });
  const endOthers = useMutation({
    mutationFn: () => got(api.DELETE("/api/sessions/others", {})),
    onSuccess: () => tell.done(t("clinic.account.session.othersEnded")),
    onError: tell.failed,
    onSettled,
  });
  const others = sessions.filter((session) => !session.this);
  return (
    <>
      <ul className={classes.list}>
        {sessions.map((session) => (
          <Paper component="li" withBorder p="md" key={session.id}>
            <div className={classes.row}>
              {session.client === "mobile" ? <Smartphone size={20} aria-hidden /> : <Monitor size={20} aria-hidden />}
              <div className={classes.grow}>
                <Group gap="xs">
                  <Text fw={600}>{session.device || t("clinic.account.session.device")}</Text>
                  {session.this && (
                    <Badge variant="light" tt="none">
                      {t("clinic.account.session.this")}
                    </Badge>
                  )}
                </Group>
                <Text size="sm" c="dimmed">
                  {t("clinic.account.session.since", { since: formatMoment(language, session.startedAt), seen: formatMoment(language, session.seenAt) })}
                </Text>
              </div>
              {!session.this && (
                <Button variant="default" size="sm" loading={endOne.isPending && endOne.variables === session.id} onClick={() => endOne.mutate(session.id)} aria-label={t("clinic.account.session.end.of", { device: session.device || t("clinic.account.session.device") })}>
                  {t("clinic.account.session.end")}
                </Button>
              )}
            </div>
          </Paper>
        ))}
      </ul>
      {others.length > 0 ? (
        <Button variant="default" mt="md" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
          {t("clinic.account.session.endOthers")}
        </Button>
      ) : (
        <Text size="sm" c="dimmed" mt="sm">
          {t("clinic.account.session.alone")}
        </Text>
      )}
    </>
  );
}
