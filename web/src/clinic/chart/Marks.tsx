import { Badge } from "@mantine/core";
import { useWords } from "../words/words";
import type { ChartRecord } from "./queries";

/** What is unusual about a record: unfinished, corrected, ended, or the patient's own. */
export function Marks({ record: { status, origin, guardian, reading } }: { record: ChartRecord }) {
  const { t } = useWords();
  const mark = (color: string, text: string) => (
    <Badge key={text} color={color} variant="light" tt="none" size="sm" ml={4}>
      {text}
    </Badge>
  );
  return [
    status === "draft" && mark("orange", t("clinic.chart.draft")),
    status === "amended" && mark("violet", t("clinic.chart.corrected")),
    status === "entered-in-error" && mark("red", t("clinic.chart.inError")),
    origin === "patient" && mark("grape", t(guardian ? "clinic.chart.fromGuardian" : "clinic.chart.fromPatient")),
    origin === "patient" && !reading && status === "final" && mark("orange", t("clinic.chart.unread")),
  ];
}
