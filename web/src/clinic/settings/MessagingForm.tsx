import { Button, Group, NativeSelect, Paper, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { components } from "../../api/schema";
import { api, got, ifMatch } from "../api/client";
import { ApiProblem } from "../api/problem";
import { staffQuery } from "./queries";
import { messagingQuery } from "../inbox/queries";
import { ConflictDialog } from "../ui/ConflictDialog";
import { LeaveGuard } from "../ui/LeaveGuard";
import { useTell } from "../ui/tell";
import { useProblemText } from "../ui/use-problem-text";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";

type Settings = components["schemas"]["MessagingSettings"];
type Choice = components["schemas"]["NewMessagingSettings"];

const hours = [0, 4, 12, 24, 48, 72, 168];

/** The settings, and what the owner is about to make of them. */
export function MessagingForm({ stored, mayChange }: { stored: Settings; mayChange: boolean }) {
  const { t, count } = useWords();
  const text = useProblemText();
  const tell = useTell();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<{ base: Settings; choice: Choice }>();
  const [other, setOther] = useState<Settings>();
  const { data: staff } = useQuery({ ...staffQuery, enabled: other !== undefined });
  const shown: Choice = draft?.choice ?? stored;
  const change = (part: Partial<Choice>) => setDraft({ base: draft?.base ?? stored, choice: { open: shown.open, replyHours: shown.replyHours, ...part } });
  const dirty = draft !== undefined && (draft.choice.open !== draft.base.open || draft.choice.replyHours !== draft.base.replyHours);

  const put = async ({ open, replyHours }: Choice, version: number) => {
    const now = await got(api.PUT("/api/messaging", { params: { header: ifMatch(version) }, body: { open, replyHours } }));
    queries.setQueryData(messagingQuery.queryKey, now);
    return now;
  };
  const save = useMutation({
    mutationFn: async ({ base, choice }: { base: Settings; choice: Choice }) => ({ before: base, now: await put(choice, base.version) }),
    onSuccess: ({ before, now }, { choice: sent }) => {
      // What was chosen while it was on its way is chosen still.
      setDraft((draft) => (draft && (draft.choice.open !== sent.open || draft.choice.replyHours !== sent.replyHours) ? { base: now, choice: { open: draft.choice.open === sent.open ? now.open : draft.choice.open, replyHours: draft.choice.replyHours === sent.replyHours ? now.replyHours : draft.choice.replyHours } } : undefined));
      setOther(undefined);
      tell.undoable(t("clinic.messaging.saved"), () => put(before, now.version));
    },
    onError: async (problem, { choice }) => {
      if (!(problem instanceof ApiProblem) || problem.code !== "stale") return;
      const now = await queries.fetchQuery({ ...messagingQuery, staleTime: 0 });
      if (now.open !== choice.open || now.replyHours !== choice.replyHours) return setOther(now);
      // Ours, whose answer was lost, or somebody chose the same.
      setDraft(undefined);
      save.reset();
      tell.done(t("clinic.messaging.saved"));
    },
  });
  // What only the other changed stays as it is stored.
  const merged = other && draft && { open: draft.choice.open === draft.base.open ? other.open : draft.choice.open, replyHours: draft.choice.replyHours === draft.base.replyHours ? other.replyHours : draft.choice.replyHours };
  const promise = (n: number) => (n === 0 ? t("clinic.messaging.none") : n % 24 === 0 && n > 24 ? count("clinic.messaging.days", n / 24) : count("clinic.messaging.hours", n));
  const openness = (open: boolean) => t(open ? "clinic.messaging.may" : "clinic.messaging.mayNot");
  const choices = hours.includes(shown.replyHours) ? hours : [...hours, shown.replyHours].sort((a, b) => a - b);

  if (!mayChange) {
    return (
      <>
        <Text mb="md">{t("clinic.messaging.readOnly")}</Text>
        <Paper withBorder p="lg">
          <Text>{openness(stored.open)}</Text>
          <Text>
            {t("clinic.messaging.promise")}: <strong>{promise(stored.replyHours)}</strong>
          </Text>
        </Paper>
      </>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (draft && !save.isPending) save.mutate(draft);
      }}
    >
      <LeaveGuard when={() => dirty} />
      <Paper withBorder p="lg">
        <Stack gap="lg">
          <Switch size="md" checked={shown.open} onChange={(event) => change({ open: event.currentTarget.checked })} label={t("clinic.messaging.open")} description={t("clinic.messaging.openHint")} />
          <NativeSelect label={t("clinic.messaging.promise")} description={t("clinic.messaging.promiseHint")} value={shown.replyHours} onChange={(event) => change({ replyHours: Number(event.currentTarget.value) })} data={choices.map((n) => ({ value: String(n), label: promise(n) }))} maw={420} />
          <Text size="sm" c="dimmed">
            {t("clinic.messaging.emergency")}
          </Text>
        </Stack>
      </Paper>
      <Trouble text={save.error && !other ? text(save.error) : undefined} />
      <Group justify="flex-end" mt="lg">
        {dirty && (
          <Button variant="default" onClick={() => setDraft(undefined)}>
            {t("clinic.sharing.discard")}
          </Button>
        )}
        <Button type="submit" disabled={!dirty} loading={save.isPending}>
          {t("clinic.save")}
        </Button>
      </Group>
      <ConflictDialog
        conflicts={
          other &&
          merged && [
            { label: t("clinic.messaging.open"), stored: openness(other.open), mine: openness(merged.open) },
            { label: t("clinic.messaging.promise"), stored: promise(other.replyHours), mine: promise(merged.replyHours) },
          ]
        }
        by={staff?.find(({ id }) => id === other?.changedBy)?.name}
        busy={save.isPending}
        takeStored={() => {
          setDraft(undefined);
          setOther(undefined);
          save.reset();
        }}
        keepMine={() => {
          if (!other || !merged || save.isPending) return;
          setDraft({ base: other, choice: merged });
          setOther(undefined);
          save.mutate({ base: other, choice: merged });
        }}
        close={() => setOther(undefined)}
      />
    </form>
  );
}
