import { Checkbox, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FileRecord } from "../../../records/content";
import { formatDate } from "../../../shared/format";
import { useWords } from "../../words/words";
import type { Notes } from "../form";
import { newestRecordsQuery } from "../queries";

/** Files that are in the chart already and that a note speaks of. */
export function ChartFiles({ patientId, ids, change, notes }: { patientId: string; ids: readonly string[]; change: (ids: readonly string[]) => void; notes: Notes }) {
  const { t, language } = useWords();
  const { data } = useQuery(newestRecordsQuery(patientId));
  const files = data?.items.filter(({ id, type, status }) => type === "file" && (status === "final" || status === "amended" || ids.includes(id))) ?? [];
  const others = ids.filter((id) => !files.some((file) => file.id === id));
  const { error } = notes.at("documents", ...ids.map((_, i) => `documents.${i}`));
  if (files.length + others.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("clinic.form.note.noFiles")}
      </Text>
    );
  }
  return (
    <Checkbox.Group label={t("clinic.form.note.files")} value={[...ids]} onChange={change} error={error}>
      <Stack gap="xs" mt="xs">
        {files.map(({ id, content, effectiveAt }) => (
          <Checkbox key={id} value={id} label={`${(content as FileRecord).title}, ${formatDate(language, effectiveAt, "short")}`} />
        ))}
        {others.map((id) => (
          <Checkbox key={id} value={id} label={t("clinic.form.note.olderFile")} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
