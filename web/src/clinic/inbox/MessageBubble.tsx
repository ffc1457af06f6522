import { Button, Text } from "@mantine/core";
import { Download } from "lucide-react";
import { formatMoment } from "../../shared/format";
import { useWords } from "../words/words";
import type { ThreadMessage } from "./queries";
import classes from "./thread.module.css";

interface Props {
  message: ThreadMessage;
  patientName: string;
  download(fileId: string): void;
}

/** A message: who wrote it, when, whether the other side has read it, and its files. */
export function MessageBubble({ message: { by, text, sentAt, readAt, readBy, attachments }, patientName, download }: Props) {
  const { t, language } = useWords();
  const ours = by.party === "practice";
  const writer = ours ? (by.name ?? t("clinic.thread.practice")) : by.guardian ? t("clinic.thread.guardian", { name: patientName }) : patientName;
  const reader = ours ? patientName : readBy?.name;
  return (
    <li className={ours ? `${classes.message} ${classes.ours}` : classes.message}>
      <Text size="sm" fw={600}>
        <bdi>{writer}</bdi>
      </Text>
      <p className={classes.text} dir="auto">
        {text}
      </p>
      {attachments.length > 0 && (
        <ul className={classes.files}>
          {attachments.map(({ id, name }) => (
            <li key={id}>
              <Button size="compact-sm" variant="default" leftSection={<Download size={14} aria-hidden />} onClick={() => download(id)} aria-label={t("clinic.thread.download", { name })}>
                {name}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={classes.meta}>
        <time dateTime={sentAt}>{formatMoment(language, sentAt)}</time>
        {readAt ? <span>{reader ? t("clinic.thread.readBy", { name: reader, time: formatMoment(language, readAt) }) : t("clinic.thread.read", { time: formatMoment(language, readAt) })}</span> : ours && <span>{t("clinic.thread.unread")}</span>}
      </div>
    </li>
  );
}
