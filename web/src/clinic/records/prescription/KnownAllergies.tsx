import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { formatDate } from "../../../shared/format";
import { Failed } from "../../ui/Loaded";
import { useWords } from "../../words/words";
import { allergiesQuery } from "../queries";

/** What the notes of the chart say the patient does not tolerate, before anything is prescribed. */
export function KnownAllergies({ patientId }: { patientId: string }) {
  const { t, language } = useWords();
  const query = useQuery(allergiesQuery(patientId));
  const { data } = query;
  // Nothing said would read as "none known".
  if (!data) return query.error ? <Failed problem={query.error} what={t("clinic.form.prescription.allergiesLost")} again={() => void query.refetch()} /> : <Text size="sm" c="dimmed">{t("clinic.form.prescription.allergiesComing")}</Text>;
  if (data.items.length > 0) {
    const told = [...new Set(data.items.map(({ text, severity }) => (severity ? `${text} (${t(`severity.${severity}`)})` : text)))];
    return (
      <Alert color="red" p="sm" icon={<TriangleAlert size={18} aria-hidden />} title={t("clinic.form.prescription.allergies")}>
        {told.join(" · ")}
      </Alert>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      {data.noneKnown ? t("clinic.form.prescription.noneKnown", { date: formatDate(language, data.noneKnown.statedAt) }) : t("clinic.form.prescription.notAsked")}
    </Text>
  );
}
