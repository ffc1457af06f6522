import { Text, Textarea, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { ApiProblem } from "../api/problem";
import { refusalOf } from "../ui/problems";
import { useWords } from "../words/words";
import { ActDialog } from "./ActDialog";

interface Act<Input> {
  busy: boolean;
  problem: unknown;
  run(input: Input, done: () => void): Promise<void>;
}

interface Props {
  title: string;
  action: string;
  color?: "red" | "brand";
  act: Act<{ reason: string; releaseAt?: string }>;
  /** Whether a day may be given on which it ends by itself. */
  withDay?: boolean;
  onClose(): void;
  onDone(reason: string): void;
  children: ReactNode;
}

/** The day in the calendar of whoever sits here, so many days from today: "2026-11-22". */
const dayFromNow = (days: number) => new Intl.DateTimeFormat("en-CA").format(Date.now() + days * 86_400_000);

const fields: readonly string[] = ["reason", "releaseAt"];

/** An act that needs a reason: the clinic's own, which no patient reads. */
export function ReasonDialog({ title, action, color = "brand", act, withDay = false, onClose, onDone, children }: Props) {
  const words = useWords();
  const { t } = words;
  const [reason, setReason] = useState("");
  const [day, setDay] = useState("");
  const [missing, setMissing] = useState(false);
  const refusal = act.problem instanceof ApiProblem && act.problem.fields.length > 0 ? refusalOf(words, act.problem, (path) => fields.includes(path)) : undefined;
  const submit = () => {
    setMissing(reason.trim() === "");
    if (reason.trim() === "") return;
    // The day begins where it is used: at midnight of this computer.
    void act.run({ reason: reason.trim(), ...(day && { releaseAt: new Date(`${day}T00:00`).toISOString() }) }, () => {
      onClose();
      onDone(reason.trim());
    });
  };
  return (
    <ActDialog title={title} action={action} color={color} busy={act.busy} problem={refusal ? undefined : act.problem} text={refusal?.text} onSubmit={submit} onClose={onClose}>
      {children}
      <Textarea
        label={t("clinic.record.why")}
        description={t("clinic.record.whyHint")}
        withAsterisk
        required
        maxLength={500}
        autosize
        minRows={2}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={missing && !reason.trim() ? t("clinic.field.required") : refusal?.at["reason"]}
      />
      {withDay && (
        <TextInput
          mt="md"
          type="date"
          label={t("clinic.record.hold.until")}
          description={t("clinic.record.hold.untilHint")}
          min={dayFromNow(1)}
          max={dayFromNow(730)}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
          error={refusal?.at["releaseAt"]}
        />
      )}
    </ActDialog>
  );
}

/** A sentence of a dialog. */
export function Sentence({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" mb="md">
      {children}
    </Text>
  );
}
