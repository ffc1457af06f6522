import { Button, Group, Textarea } from "@mantine/core";
import type { components } from "../../../api/schema";
import { useWords } from "../../words/words";
import type { Notes } from "../form";
import { alteredOrNone } from "./altered";
import { DayInput, today } from "./inputs";
import parts from "./parts.module.css";

type FollowUp = components["schemas"]["FollowUp"];

const soon = [3, 7, 14, 30] as const;
const dayMilliseconds = 86_400_000;

/** When the patient is to come again, and what to watch for. */
export function FollowUpFields({ value, change, notes }: { value: FollowUp | undefined; change: (next: FollowUp | undefined) => void; notes: Notes }) {
  const { t } = useWords();
  const set = (changed: FollowUp) => change(alteredOrNone(value, changed));
  return (
    <fieldset className={parts.part}>
      <legend>{t("clinic.form.common.followUp")}</legend>
      <div className={parts.row}>
        <DayInput label={t("clinic.form.common.followUpOn")} value={value?.date} change={(date) => change(alteredOrNone<FollowUp>(value, { date }))} min={today()} {...notes.at("followUp.date", "followUp")} />
        <Textarea className={parts.wide ?? ""} label={t("clinic.form.common.followUpText")} autosize minRows={1} value={value?.instructions ?? ""} onChange={({ currentTarget }) => set({ instructions: currentTarget.value })} {...notes.at("followUp.instructions")} />
      </div>
      <Group gap="xs">
        {soon.map((days) => (
          <Button key={days} size="compact-sm" variant="default" onClick={() => set({ date: today(new Date(Date.now() + days * dayMilliseconds)) })}>
            {t("clinic.form.common.inDays", { n: days })}
          </Button>
        ))}
      </Group>
    </fieldset>
  );
}
