import { Button, Progress, Text } from "@mantine/core";
import { useWords } from "../../words/words";
import classes from "./Attachments.module.css";
import { sizeText } from "./size-text";
import type { Upload } from "./use-uploads";

/** What sending again cannot mend: the file itself is at fault. */
export const lasting: readonly string[] = ["wrong_type", "too_large", "too_many", "empty", "changed"];

/** A file on its way: how far it has come, or why it does not come. */
export function UploadRow({ upload, again, drop }: { upload: Upload; again: () => void; drop: () => void }) {
  const { t, has, language } = useWords();
  const { file, state } = upload;
  const failure = state.status === "failed" ? `clinic.editor.files.failed.${state.code}` : "";
  const problem = state.status === "failed" ? `clinic.problem.${state.code}` : "";
  return (
    <li className={classes.row}>
      <Text size="sm" className={classes.name}>
        {file.name}{" "}
        <Text span size="sm" c={state.status === "failed" ? "var(--mantine-color-error)" : "dimmed"} role={state.status === "failed" ? "alert" : undefined}>
          {state.status === "waiting" && t("clinic.editor.files.waiting")}
          {state.status === "sending" && t("clinic.editor.files.sending", { sent: sizeText(language, state.sent), all: sizeText(language, file.size) })}
          {state.status === "failed" && t(has(failure) ? failure : has(problem) ? problem : "clinic.problem.internal")}
        </Text>
      </Text>
      {state.status === "failed" && !lasting.includes(state.code) && (
        <Button size="compact-sm" variant="default" onClick={again} aria-label={t("clinic.editor.files.againOf", { name: file.name })}>
          {t("clinic.again")}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" onClick={drop} aria-label={t(state.status === "failed" ? "clinic.editor.files.removeOf" : "clinic.editor.files.cancelOf", { name: file.name })}>
        {t(state.status === "failed" ? "clinic.editor.remove" : "clinic.cancel")}
      </Button>
      {state.status === "sending" && <Progress className={classes.bar} value={file.size ? (state.sent / file.size) * 100 : 0} aria-label={t("clinic.editor.files.progressOf", { name: file.name })} />}
    </li>
  );
}
