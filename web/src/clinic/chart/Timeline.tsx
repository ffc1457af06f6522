import { Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useRef, type KeyboardEvent } from "react";
import { formatTime } from "../../shared/format";
import { useWords } from "../words/words";
import classes from "./Chart.module.css";
import { byDay } from "./days";
import { Marks } from "./Marks";
import type { ChartRecord } from "./queries";
import { formatInstant } from "./share-words";
import { ShareLine } from "./ShareState";
import { summaryOf } from "./summary";
import { typeIcons } from "./types";

interface Props {
  patientId: string;
  label: string;
  /** Whether it stands under one heading, each record with its own day, and not by days. */
  flat?: boolean;
  records: readonly ChartRecord[];
  onPhone(): void;
}

const steps: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** Records by day. Within it, j and k or the arrows lead from one to the next, Home and End to the ends. */
export function Timeline({ patientId, label, flat = false, records, onPhone }: Props) {
  const { language } = useWords();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...(list.current?.querySelectorAll<HTMLElement>("a[data-record]") ?? [])];
    const at = links.findIndex((link) => link.closest("li")?.contains(document.activeElement));
    const step = steps[event.key];
    const next = event.key === "Home" ? 0 : event.key === "End" ? links.length - 1 : step && Math.min(links.length - 1, Math.max(0, at + step));
    if (next === undefined) return;
    event.preventDefault();
    links[next]?.focus();
  };
  return (
    <div ref={list} role="group" aria-label={label} onKeyDown={move}>
      {(flat ? [{ name: "", records }] : byDay(records, language)).map(({ name, records: its }) => (
        <section key={name} className={classes.day}>
          {!flat && (
            <Title order={2} size="h6" className={classes.date}>
              {name}
            </Title>
          )}
          <ul className={classes.rows}>
            {its.map((record) => (
              <Row key={record.id} record={record} when={(flat ? formatInstant : formatTime)(language, record.effectiveAt)} patientId={patientId} onPhone={onPhone} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Row({ record, when, patientId, onPhone }: { record: ChartRecord; when: string; patientId: string; onPhone(): void }) {
  const words = useWords();
  const { t } = words;
  const { id, type, status, authorName } = record;
  const Icon = typeIcons[type];
  const draft = status === "draft";
  return (
    <li className={status === "entered-in-error" ? `${classes.row} ${classes.ended}` : classes.row}>
      <Icon size={20} aria-hidden className={classes.icon} />
      <div>
        <Link data-record to={draft ? "/patients/$patientId/records/$recordId/edit" : "/patients/$patientId/records/$recordId"} params={{ patientId, recordId: id }} className={classes.link}>
          {t(`clinic.record.type.${type}`)}
        </Link>{" "}
        <Marks record={record} />
        <Text size="sm" className={classes.summary}>
          {summaryOf(record, words)}
        </Text>
        <Text size="xs" c="dimmed">
          {[when, authorName].filter(Boolean).join(" · ")}
        </Text>
      </div>
      <div className={classes.share}>
        <ShareLine record={record} onPhone={onPhone} />
      </div>
    </li>
  );
}
