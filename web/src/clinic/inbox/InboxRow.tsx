import { Badge, Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { FileText, MessageSquare, TriangleAlert, type LucideIcon } from "lucide-react";
import { formatMoment } from "../../shared/format";
import { useWords } from "../words/words";
import classes from "./inbox.module.css";
import type { InboxItem } from "./queries";

const icons: Record<InboxItem["kind"], LucideIcon> = { message: MessageSquare, triage: FileText, notice: TriangleAlert };

interface Props {
  item: InboxItem;
  busy: boolean;
  markRead(): void;
}

/** One thing that waits. The whole row leads to it. */
export function InboxRow({ item, busy, markRead }: Props) {
  const { t, count, language } = useWords();
  const Icon = icons[item.kind];
  return (
    <li className={classes.row}>
      <span className={classes.icon}>
        <Icon size={20} aria-hidden />
      </span>
      <div className={classes.what}>
        <ItemLink item={item} />
        <Text>
          <WhatItIs item={item} />
        </Text>
        {item.for?.name && (
          <Text size="sm" c="dimmed">
            {t("clinic.inbox.for", { name: item.for.name })}
          </Text>
        )}
      </div>
      {!!item.unread && <Badge variant="light" tt="none">{count("clinic.inbox.unread", item.unread)}</Badge>}
      <div className={classes.when}>
        {item.overdue && (
          <Badge color="red" variant="light" tt="none">
            {t("clinic.inbox.overdue")}
          </Badge>
        )}
        <Text size="sm" c="dimmed">
          {t("clinic.inbox.since", { time: formatMoment(language, item.waitingSince) })}
        </Text>
        {item.promisedBy && !item.overdue && (
          <Text size="sm" c="dimmed">
            {t("clinic.inbox.promised", { time: formatMoment(language, item.promisedBy) })}
          </Text>
        )}
      </div>
      {item.kind === "triage" && (
        <Button className={classes.act} size="xs" variant="default" loading={busy} onClick={markRead} aria-label={t("clinic.inbox.markReadOf", { name: item.patientName })}>
          {t("clinic.inbox.markRead")}
        </Button>
      )}
    </li>
  );
}

function ItemLink({ item: { kind, patientId, patientName, threadId, itemId } }: { item: InboxItem }) {
  const common = { className: classes.open, "data-item": true, children: <bdi>{patientName}</bdi> };
  if (kind === "message" && threadId) return <Link to="/patients/$patientId/messages/$threadId" params={{ patientId, threadId }} {...common} />;
  if (kind === "triage" && itemId) return <Link to="/patients/$patientId/records/$recordId" params={{ patientId, recordId: itemId }} {...common} />;
  return <Link to="/patients/$patientId" params={{ patientId }} {...common} />;
}

function WhatItIs({ item: { kind, subject = "", what } }: { item: InboxItem }) {
  const { t } = useWords();
  switch (kind) {
    case "message":
      return <bdi>{subject}</bdi>;
    case "triage":
      return t(what === "file" ? "clinic.inbox.triage.file" : "clinic.inbox.triage.note");
    case "notice":
      return t(what === "invite_complained" ? "clinic.inbox.notice.complained" : what === "invite_bounced" ? "clinic.inbox.notice.bounced" : "clinic.inbox.notice.other");
  }
}
