import { Button, NumberInput, Paper, Switch, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { api, got, ifMatch } from "../api/client";
import { ApiProblem } from "../api/problem";
import { useCommands, type Command } from "../app/commands";
import { staffQuery } from "../settings/queries";
import { ConflictDialog } from "../ui/ConflictDialog";
import { LeaveGuard } from "../ui/LeaveGuard";
import { useTell } from "../ui/tell";
import { useProblemText } from "../ui/use-problem-text";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";
import { ModeChoice } from "./ModeChoice";
import { shareSettingsQuery } from "./queries";
import { choiceOf, differences, groups, modes, onTopOf, type ShareChoice, type ShareSettings } from "./settings";
import classes from "./sharing.module.css";
import { sideOf, subjectOf } from "./words";

interface Draft {
  /** What the choice began from: saving rests on its version. */
  base: ShareSettings;
  choice: ShareChoice;
}

/** The settings, and what the owner is about to make of them: nothing holds before "save". */
export function ShareSettingsForm({ stored, mayChange }: { stored: ShareSettings; mayChange: boolean }) {
  const words = useWords();
  const { t, count } = words;
  const text = useProblemText();
  const tell = useTell();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>();
  const [other, setOther] = useState<ShareSettings>();
  const { data: staff } = useQuery({ ...staffQuery, enabled: other !== undefined });

  const shown = draft?.choice ?? choiceOf(stored);
  const changes = draft ? differences(choiceOf(draft.base), draft.choice) : [];
  const change = mayChange ? (part: Partial<ShareChoice>) => setDraft({ base: draft?.base ?? stored, choice: { ...shown, ...part } }) : undefined;

  const put = useCallback(
    async (choice: ShareChoice, version: number) => {
      const now = await got(api.PUT("/api/share-settings", { params: { header: ifMatch(version) }, body: choice }));
      queries.setQueryData(shareSettingsQuery.queryKey, now);
      void queries.invalidateQueries({ queryKey: shareSettingsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: ["record-types"] });
      return now;
    },
    [queries],
  );

  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: async ({ choice, base }: Draft) => ({ now: await put(choice, base.version), before: choiceOf(base) }),
    onSuccess: ({ now, before }, sent) => {
      // What was chosen while it was on its way is chosen still.
      setDraft((draft) => (draft && differences(sent.choice, draft.choice).length > 0 ? { base: now, choice: onTopOf(choiceOf(now), sent.choice, draft.choice) } : undefined));
      setOther(undefined);
      tell.undoable(t("clinic.sharing.saved"), () => put(before, now.version));
    },
    onError: async (problem, { base, choice }) => {
      if (!(problem instanceof ApiProblem) || problem.code !== "stale") return;
      const now = await queries.fetchQuery({ ...shareSettingsQuery, staleTime: 0 });
      if (differences(choiceOf(now), onTopOf(choiceOf(now), choiceOf(base), choice)).length > 0) return setOther(now);
      // Nobody disagrees: it was ours, whose answer was lost, or somebody chose the same.
      setDraft(undefined);
      reset();
      tell.done(t("clinic.sharing.saved"));
    },
  });
  const save = useCallback(() => draft && !isPending && mutate(draft), [draft, isPending, mutate]);

  const dirty = changes.length > 0;
  const commands = useMemo<readonly Command[]>(() => (dirty ? [{ id: "save-sharing", label: t("clinic.sharing.save"), run: () => void save() }] : []), [dirty, t, save]);
  useCommands(commands);

  const merged = other && draft && onTopOf(choiceOf(other), choiceOf(draft.base), draft.choice);
  const conflicts = other && merged && differences(choiceOf(other), merged).map((one) => ({ label: subjectOf(words, one), stored: sideOf(words, one, "before"), mine: sideOf(words, one, "after") }));
  const refused = error && !other;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <LeaveGuard when={() => dirty} />
      <Text mb="lg">{t(mayChange ? "clinic.sharing.hint" : "clinic.sharing.readOnly")}</Text>
      <Paper withBorder p="lg" mb="lg">
        {change ? (
          <Switch size="md" checked={shown.master} onChange={(event) => change({ master: event.currentTarget.checked })} label={t("clinic.sharing.master")} description={t("clinic.sharing.masterHint")} />
        ) : (
          <Text>
            {t("clinic.sharing.master")}: <strong>{t(shown.master ? "clinic.sharing.mode.on" : "clinic.sharing.mode.off")}</strong>
          </Text>
        )}
      </Paper>
      {!shown.master && (
        <Text mb="md" fw={600}>
          {t("clinic.sharing.masterOff")}
        </Text>
      )}
      <dl className={classes.meanings}>
        {modes.map((mode) => (
          <Meaning key={mode} mode={mode} />
        ))}
      </dl>
      {groups.map(({ group, types }) => (
        <Paper key={group} component="section" withBorder px="lg" py="md" mb="lg" aria-labelledby={`group-${group}`}>
          <Title order={2} size="h4" mb="xs" id={`group-${group}`}>
            {t(`clinic.sharing.group.${group}`)}
          </Title>
          <ul className={classes.types}>
            {types.map((type) => (
              <ModeChoice key={type} type={type} mode={shown.modes[type] ?? "off"} choose={change && ((mode) => change({ modes: { ...shown.modes, [type]: mode } }))} />
            ))}
          </ul>
        </Paper>
      ))}
      <Paper withBorder p="lg">
        {change ? (
          <NumberInput
            label={t("clinic.sharing.quiet")}
            description={t("clinic.sharing.quietHint")}
            value={shown.quietMinutes}
            onChange={(value) => typeof value === "number" && change({ quietMinutes: value })}
            min={0}
            max={60}
            allowDecimal={false}
            clampBehavior="strict"
            maw={320}
          />
        ) : (
          <Text>
            {t("clinic.sharing.quiet")}: <strong>{shown.quietMinutes === 0 ? t("clinic.sharing.quiet.none") : count("clinic.sharing.quiet.minutes", shown.quietMinutes)}</strong>
          </Text>
        )}
      </Paper>
      <Trouble text={refused ? text(error) : undefined} />
      {dirty && (
        <div className={classes.bar}>
          <Text role="status">{count("clinic.sharing.changes", changes.length)}</Text>
          <Button variant="default" onClick={() => setDraft(undefined)}>
            {t("clinic.sharing.discard")}
          </Button>
          <Button type="submit" loading={isPending}>
            {t("clinic.sharing.save")}
          </Button>
        </div>
      )}
      <ConflictDialog
        conflicts={conflicts}
        by={staff?.find(({ id }) => id === other?.changedBy)?.name}
        busy={isPending}
        takeStored={() => {
          setDraft(undefined);
          setOther(undefined);
          reset();
        }}
        keepMine={() => {
          if (!other || !merged || isPending) return;
          setDraft({ base: other, choice: merged });
          setOther(undefined);
          mutate({ base: other, choice: merged });
        }}
        close={() => setOther(undefined)}
      />
    </form>
  );
}

function Meaning({ mode }: { mode: (typeof modes)[number] }) {
  const { t } = useWords();
  return (
    <>
      <dt>{t(`clinic.sharing.mode.${mode}`)}</dt>
      <dd>{t(`clinic.sharing.meaning.${mode}`)}</dd>
    </>
  );
}
