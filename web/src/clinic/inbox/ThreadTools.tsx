import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useSession } from "../app/session";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { staffQuery } from "../settings/queries";
import { type Thread } from "./queries";
import classes from "./thread.module.css";

const team = "team";

interface Props {
  thread: Thread;
  assign(to: string): Promise<void>;
  busy: boolean;
  close(): void;
  reopen(): void;
}

/** Who answers, and whether the conversation goes on. */
export function ThreadTools({ thread, assign, busy, close, reopen }: Props) {
  const { t } = useWords();
  const { staffId } = useSession();
  const tell = useTell();
  const { data: staff = [] } = useQuery(staffQuery);
  const now = thread.for?.staffId ?? team;
  const clinicians = staff.filter(({ id, role, status }) => id === now || (role !== "receptionist" && status === "active"));
  const nameOf = (to: string) => clinicians.find(({ id }) => id === to)?.name ?? t("clinic.thread.team");
  const hand = useMutation({
    mutationFn: assign,
    onSuccess: (_, to) => tell.undoable(t("clinic.thread.assigned", { name: nameOf(to) }), () => assign(now)),
    onError: tell.failed,
  });
  return (
    <div className={classes.tools}>
      <NativeSelect
        label={t("clinic.thread.answers")}
        value={hand.isPending ? hand.variables : now}
        onChange={(event) => !hand.isPending && hand.mutate(event.currentTarget.value)}
        data={[{ value: team, label: t("clinic.thread.team") }, ...clinicians.map(({ id, name }) => ({ value: id, label: id === staffId ? t("clinic.thread.me", { name }) : name }))]}
      />
      {thread.closedAt ? (
        <Button variant="default" loading={busy} onClick={reopen}>
          {t("clinic.thread.reopen")}
        </Button>
      ) : (
        <Button variant="default" loading={busy} onClick={close}>
          {t("clinic.thread.close")}
        </Button>
      )}
    </div>
  );
}
