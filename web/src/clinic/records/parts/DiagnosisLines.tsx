import type { components } from "../../../api/schema";
import { useWords } from "../../words/words";
import type { Notes } from "../form";
import { CodedLines } from "./CodedLines";
import { Choice } from "./inputs";

type Diagnosis = components["schemas"]["Diagnosis"];

/** What it is taken to be, and how sure that is. */
export function DiagnosisLines({ items, change, notes }: { items: readonly Diagnosis[] | undefined; change: (next: Diagnosis[] | undefined) => void; notes: Notes }) {
  const { t } = useWords();
  return (
    <CodedLines legend={t("clinic.form.common.diagnoses")} items={items} change={change} blank={{ certainty: "provisional" }} systems={["icd-10", "snomed-ct"]} path="diagnoses" notes={notes}>
      {(item, set, at, n) => (
        <Choice aria-label={t("clinic.form.common.certaintyOf", { n })} value={item.certainty} change={(certainty) => certainty && set({ certainty })} options={(["provisional", "final"] as const).map((one) => [one, t(`clinic.form.common.certainty.${one}`)])} {...notes.at(`${at}.certainty`)} />
      )}
    </CodedLines>
  );
}
