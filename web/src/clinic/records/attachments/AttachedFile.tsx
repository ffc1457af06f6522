import { Anchor, Button, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, got } from "../../api/client";
import { useTell } from "../../ui/tell";
import { useWords } from "../../words/words";
import classes from "./Attachments.module.css";
import { fileQuery } from "./queries";
import { sizeText } from "./size-text";

/** A file of the chart that belongs to the record: being checked, ready, or refused and why. */
export function AttachedFile({ patientId, fileId, remove }: { patientId: string; fileId: string; remove: () => void }) {
  const { t, language } = useWords();
  const tell = useTell();
  const { data: file, error, refetch } = useQuery(fileQuery(patientId, fileId));
  const open = useMutation({
    mutationFn: () => got(api.POST("/api/patients/{patientId}/files/{fileId}/download", { params: { path: { patientId, fileId } } })),
    onSuccess: ({ url }) => void window.open(url, "_blank", "noopener"),
    onError: tell.failed,
  });
  const name = file?.name ?? t("clinic.editor.files.one");
  return (
    <li className={classes.row}>
      <Text size="sm" className={classes.name}>
        {file?.state === "ready" ? (
          <Anchor component="button" type="button" size="sm" onClick={() => open.mutate()}>
            {name}
          </Anchor>
        ) : (
          name
        )}{" "}
        <Text span size="sm" c={file?.state === "refused" ? "var(--mantine-color-error)" : "dimmed"} role="status">
          {file?.state === "ready" && sizeText(language, file.size)}
          {(file?.state === "pending" || file?.state === "scanning") && t("clinic.editor.files.checking")}
          {file?.state === "refused" && t(`clinic.editor.files.refused.${file.refusal ?? "not_scannable"}`)}
        </Text>
      </Text>
      {!file && error && (
        <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
          {t("clinic.again")}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" onClick={remove} aria-label={t("clinic.editor.files.removeOf", { name })}>
        {t("clinic.editor.remove")}
      </Button>
    </li>
  );
}
