import { Checkbox, Fieldset, Stack } from "@mantine/core";
import { useRef, useState } from "react";
import type { components } from "../../api/schema";
import type { TreatmentPlan } from "../../records/content";
import { api, got, ifMatch, newKey } from "../api/client";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { ActDialog } from "./ActDialog";
import { useAct } from "./acts";
import type { ChartRecord } from "./queries";
import { Sentence } from "./ReasonDialog";

/** The teeth of each item that were completed; an item without teeth is there with none. */
type Chosen = ReadonlyMap<number, readonly number[]>;
type Tooth = NonNullable<TreatmentPlan["items"][number]["toothNumbers"]>[number];
type Part = { index: number; toothNumbers?: components["schemas"]["ToothNumber"][] };

/** Asks what of a plan was done: whole items, or some of their teeth. */
export function SplitDialog({ patientId, record, onClose }: { patientId: string; record: ChartRecord; onClose(): void }) {
  const { t } = useWords();
  const tell = useTell();
  const key = useRef(newKey());
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const [missing, setMissing] = useState(false);
  const [version, setVersion] = useState(record.version);
  const [changed, setChanged] = useState(false);
  // What was ticked are places in a list: in another version, other things stand there.
  if (record.version !== version) {
    setVersion(record.version);
    setChosen(new Map());
    setChanged(true);
  }
  const { items } = record.content as TreatmentPlan;
  const split = useAct(patientId, record.id, (parts: Part[]) =>
    got(api.POST("/api/patients/{patientId}/records/{recordId}/split", { params: { path: { patientId, recordId: record.id }, header: { ...ifMatch(record.version), "Idempotency-Key": key.current } }, body: { items: parts } })),
  );
  const choose = (index: number, teeth: readonly number[] | undefined) => {
    const next = new Map(chosen);
    if (teeth) next.set(index, teeth);
    else next.delete(index);
    setChosen(next);
  };
  const submit = () => {
    setMissing(chosen.size === 0);
    if (chosen.size === 0) return;
    if (changed) key.current = newKey(); // of another version it is another act
    setChanged(false);
    const parts = [...chosen].map(([index, teeth]): Part => ({ index, ...(teeth.length > 0 && teeth.length < (items[index]?.toothNumbers?.length ?? 0) && { toothNumbers: teeth as Tooth[] }) }));
    void split.run(parts, () => {
      onClose();
      tell.done(t("clinic.record.split.done"));
    });
  };
  return (
    <ActDialog title={t("clinic.record.split.title")} action={t("clinic.record.split")} busy={split.busy} problem={split.problem} text={missing && chosen.size === 0 ? t("clinic.record.split.none") : changed ? t("clinic.record.split.changed") : undefined} onSubmit={submit} onClose={onClose}>
      <Sentence>{t("clinic.record.split.text")}</Sentence>
      <Stack gap="xs">
        {items.map(({ procedure, status, toothNumbers = [] }, index) => {
          if (status === "completed" || status === "cancelled") return null;
          const teeth = chosen.get(index);
          const whole = <Checkbox key={index} label={procedure.text} checked={!!teeth} onChange={(event) => choose(index, event.currentTarget.checked ? toothNumbers : undefined)} />;
          if (toothNumbers.length < 2) return whole;
          return (
            <Fieldset key={index} legend={procedure.text} p="sm">
              <Stack gap="xs">
                {toothNumbers.map((tooth) => (
                  <Checkbox
                    key={tooth}
                    label={t("clinic.record.split.tooth", { n: tooth })}
                    checked={!!teeth?.includes(tooth)}
                    onChange={(event) => {
                      const next = event.currentTarget.checked ? [...(teeth ?? []), tooth] : (teeth ?? []).filter((other) => other !== tooth);
                      choose(index, next.length > 0 ? next : undefined);
                    }}
                  />
                ))}
              </Stack>
            </Fieldset>
          );
        })}
      </Stack>
    </ActDialog>
  );
}
