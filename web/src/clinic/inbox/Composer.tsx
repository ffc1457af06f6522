import { ActionIcon, Button, FileButton, Group, Progress, Text, Textarea } from "@mantine/core";
import { Paperclip, X } from "lucide-react";
import { useRef, type ReactNode } from "react";
import { useTell } from "../ui/tell";
import { useProblemText } from "../ui/use-problem-text";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";
import { attach, changeDraft, detach, mostAttached, readyFiles, useDraft, type Attached } from "./drafts";
import classes from "./thread.module.css";

interface Props {
  /** Which draft is written. */
  id: string;
  patientId: string;
  label: string;
  send: string;
  sending: boolean;
  problem: unknown;
  onSend(): void;
  children?: ReactNode;
}

const accepted = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.heif,.dcm";
export const longestMessage = 5000;

/** Where a message is written: Ctrl Enter sends it, files are dropped on it. */
export function Composer({ id, patientId, label, send, sending, problem, onSend, children }: Props) {
  const { t } = useWords();
  const text = useProblemText();
  const tell = useTell();
  const draft = useDraft(id);
  const form = useRef<HTMLFormElement>(null);
  const ready = readyFiles(draft) !== undefined && draft.text.trim() !== "";
  const submit = () => ready && !sending && onSend();
  const take = (files: readonly File[]) => {
    if (sending) return; // it is a part of what is on its way, or of nothing
    if (attach(id, patientId, files) > 0) tell.done(t("clinic.thread.tooMany", { n: mostAttached }));
  };
  return (
    <form
      ref={form}
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take([...event.dataTransfer.files]);
      }}
    >
      {children}
      <Textarea readOnly={sending} label={label} value={draft.text} onChange={(event) => changeDraft(id, { text: event.currentTarget.value })} autosize minRows={3} maxRows={12} maxLength={longestMessage} description={t("clinic.thread.textHint")} inputWrapperOrder={["label", "input", "description", "error"]} />
      <ul className={classes.attached} aria-label={t("clinic.thread.attached")}>
        {draft.attached.map((file) => (
          <AttachedFile
            key={file.key}
            file={file}
            remove={() => {
              detach(id, file.key);
              form.current?.querySelector("textarea")?.focus();
            }}
          />
        ))}
      </ul>
      <Trouble text={problem ? text(problem) : undefined} />
      <Group justify="space-between">
        <FileButton multiple accept={accepted} onChange={take} inputProps={{ "aria-label": t("clinic.thread.attach") }}>
          {(props) => (
            <Button {...props} variant="subtle" leftSection={<Paperclip size={16} aria-hidden />} disabled={sending || draft.attached.length >= mostAttached}>
              {t("clinic.thread.attach")}
            </Button>
          )}
        </FileButton>
        <Button type="submit" loading={sending} disabled={!ready}>
          {send}
        </Button>
      </Group>
    </form>
  );
}

const refusals: readonly string[] = ["malware", "encrypted", "active_content", "damaged", "too_large", "wrong_type", "offline"];

function AttachedFile({ file: { name, state, percent, code = "" }, remove }: { file: Attached; remove: () => void }) {
  const { t } = useWords();
  return (
    <li>
      <div className={classes.file}>
        <Text size="sm">
          <bdi>{name}</bdi>
        </Text>
        {state === "uploading" && <Progress value={percent} size="sm" aria-label={t("clinic.thread.file.uploading")} />}
        <Text size="sm" c={state === "failed" ? "var(--mantine-color-error)" : "dimmed"} role="status">
          {state !== "failed" ? t(`clinic.thread.file.${state}`) : refusals.includes(code) ? t(`clinic.thread.file.failed.${code as "malware"}`) : t("clinic.thread.file.failed")}
        </Text>
      </div>
      <ActionIcon variant="subtle" onClick={remove} aria-label={t("clinic.thread.detach", { name })}>
        <X size={16} aria-hidden />
      </ActionIcon>
    </li>
  );
}
