import { Button, Stack, Text } from "@mantine/core";
import { Paperclip } from "lucide-react";
import { useId, useRef } from "react";
import { useDropzone } from "react-dropzone";
import { largestFile, typeOf, type FileType } from "../../../files/upload";
import { useTell } from "../../ui/tell";
import { useWords } from "../../words/words";
import classes from "./Attachments.module.css";
import { AttachedFile } from "./AttachedFile";
import { useToldUploads } from "./busy";
import { lasting, UploadRow } from "./UploadRow";
import { useUploads } from "./use-uploads";

/** How many files a record may have (internal/clinic/record.go). */
const mostFiles = 20;

/**
 * The files of a record: dropped here or chosen, sent at once with their progress, and then among
 * `ids`. Without `accept`, everything that a chart takes.
 */
export function Attachments({
  patientId,
  ids,
  onChange,
  accept,
  label,
}: {
  patientId: string;
  ids: readonly string[];
  onChange: (ids: readonly string[]) => void;
  accept?: readonly FileType[];
  label?: string;
}) {
  const { t } = useWords();
  const tell = useTell();
  const title = useId();
  const choose = useRef<HTMLButtonElement>(null);
  /** Takes a row away, and the focus, which was in it, where one goes on. */
  const gone = (take: () => void) => {
    take();
    choose.current?.focus();
  };
  const { uploads, before, add, refuse, again, drop } = useUploads(patientId, ({ id }) => onChange(ids.includes(id) ? ids : [...ids, id]));
  useToldUploads(uploads.filter(({ state }) => state.status !== "failed").length);
  const take = (files: readonly File[]) => {
    let room = mostFiles - ids.length - uploads.length;
    for (const file of files) {
      const type = typeOf(file.name);
      const { upload, id = "" } = before(file);
      if (upload?.state.status === "failed" && !lasting.includes(upload.state.code)) again(upload);
      else if (upload || ids.includes(id)) tell.done(t("clinic.editor.files.twice", { name: file.name }));
      else if (!type || (accept && !accept.includes(type))) refuse(file, "wrong_type");
      else if (file.size > largestFile) refuse(file, "too_large");
      else if (file.size === 0) refuse(file, "empty");
      else if (room-- <= 0) refuse(file, "too_many");
      else add([file]);
    }
  };
  const { getRootProps, getInputProps, open, isDragActive } = useDropzone({ onDrop: (taken, refused) => take([...taken, ...refused.map(({ file }) => file)]), noClick: true, noKeyboard: true, multiple: true });
  return (
    <section aria-labelledby={title}>
      <div {...getRootProps({ className: classes.zone, role: undefined, tabIndex: undefined, "data-over": isDragActive || undefined } as object)}>
        <input {...getInputProps({ "aria-label": t("clinic.editor.files.choose"), tabIndex: -1 })} />
        <Text id={title} fw={600} size="sm" component="h2">
          {label ?? t("clinic.editor.files.title")}
        </Text>
        <Text size="sm" c="dimmed">
          {t("clinic.editor.files.hint")}
        </Text>
        <Button ref={choose} variant="default" size="xs" mt="xs" leftSection={<Paperclip size={14} aria-hidden />} onClick={open}>
          {t("clinic.editor.files.choose")}
        </Button>
        {ids.length + uploads.length > 0 && (
          <Stack component="ul" gap="xs" mt="sm" className={classes.list}>
            {ids.map((id) => (
              <AttachedFile key={id} patientId={patientId} fileId={id} remove={() => gone(() => onChange(ids.filter((other) => other !== id)))} />
            ))}
            {uploads.map((upload) => (
              <UploadRow key={upload.key} upload={upload} again={() => again(upload)} drop={() => gone(() => drop(upload))} />
            ))}
          </Stack>
        )}
      </div>
    </section>
  );
}
