import { useQueries } from "@tanstack/react-query";
import { formatMoment } from "../../../shared/format";
import { useWords } from "../../words/words";
import { fileQuery } from "../attachments/queries";
import type { Writing } from "./writing";
import classes from "./Editor.module.css";

interface BesideProps {
  patientId: string;
  shown: Writing;
  other: Writing;
  /** How the box stands where \`shown\` leaves it to the server; undefined of a correction. */
  box: boolean | undefined;
}

/** What of a record is beside its content, as far as two versions part in it: the box, a hold, the time, the files. */
export function Beside({ patientId, shown, other, box }: BesideProps) {
  const { t, language } = useWords();
  const files = useQueries({ queries: shown.attachments.map((id) => fileQuery(patientId, id)) });
  const { shareBox = box, hold, effectiveAt, attachments } = shown;
  const none = t("clinic.editor.conflict.none");
  const differs = (part: keyof Writing) => JSON.stringify(shown[part]) !== JSON.stringify(other[part]);
  const rows = [
    differs("shareBox") && shareBox !== undefined && ([t("clinic.editor.share.box"), t(shareBox ? "clinic.editor.conflict.yes" : "clinic.editor.conflict.no")] as const),
    differs("hold") && ([t("clinic.editor.hold.title"), hold ? [hold.reason, hold.releaseAt && t("clinic.editor.conflict.until", { when: formatMoment(language, hold.releaseAt) })].filter(Boolean).join(" · ") || t("clinic.editor.conflict.yes") : t("clinic.editor.conflict.no")] as const),
    differs("effectiveAt") && ([t("clinic.editor.when.label"), effectiveAt ? formatMoment(language, effectiveAt) : none] as const),
    differs("attachments") && ([t("clinic.editor.files.title"), attachments.map((_, i) => files[i]?.data?.name ?? t("clinic.editor.files.one")).join(", ") || none] as const),
  ].filter((row) => !!row);
  if (rows.length === 0) return null;
  return (
    <dl className={classes.beside}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
