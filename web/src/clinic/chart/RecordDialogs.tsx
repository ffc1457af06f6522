import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { api, got, ifMatch } from "../api/client";
import type { Patient } from "../patients/queries";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { useAct, useUndo } from "./acts";
import type { ChartRecord } from "./queries";
import { ReasonDialog, Sentence } from "./ReasonDialog";
import { ShareDialog } from "./ShareDialog";
import { formatInstant } from "./share-words";
import { SplitDialog } from "./SplitDialog";

/** The acts that are asked about before they are done. */
export type Asked = "share" | "hold" | "recall" | "error" | "discard" | "split";

interface Props {
  patient: Patient;
  record: ChartRecord;
  onClose(): void;
}

/** The dialog of the act that is asked about. */
export function RecordDialogs({ asked, onPhone, ...props }: Props & { asked: Asked | undefined; onPhone(): void }) {
  switch (asked) {
    case "share":
      return <ShareDialog {...props} onPhone={onPhone} />;
    case "hold":
      return <HoldDialog {...props} />;
    case "recall":
      return <RecallDialog {...props} />;
    case "error":
    case "discard":
      return <ErrorDialog {...props} />;
    case "split":
      return <SplitDialog patientId={props.patient.id} record={props.record} onClose={props.onClose} />;
    case undefined:
      return null;
  }
}

function HoldDialog({ patient, record, onClose }: Props) {
  const { t } = useWords();
  const tell = useTell();
  const path = { patientId: patient.id, recordId: record.id };
  const hold = useAct(patient.id, record.id, (body: { reason: string; releaseAt?: string }) => got(api.PUT("/api/patients/{patientId}/records/{recordId}/hold", { params: { path }, body })));
  const release = useUndo(patient.id, record.id, () => got(api.DELETE("/api/patients/{patientId}/records/{recordId}/hold", { params: { path } })));
  return (
    <ReasonDialog title={t("clinic.record.hold.title")} action={t("clinic.record.hold")} act={hold} withDay onClose={onClose} onDone={() => tell.undoable(t("clinic.record.hold.done"), release)}>
      <Sentence>{t("clinic.record.hold.text")}</Sentence>
      <Opened record={record} />
    </ReasonDialog>
  );
}

function RecallDialog({ patient, record, onClose }: Props) {
  const { t } = useWords();
  const tell = useTell();
  const path = { patientId: patient.id, recordId: record.id };
  const recall = useAct(patient.id, record.id, ({ reason }: { reason: string }) => got(api.POST("/api/patients/{patientId}/records/{recordId}/recall", { params: { path }, body: { reason } })));
  const share = useUndo(patient.id, record.id, () => got(api.POST("/api/patients/{patientId}/records/{recordId}/share", { params: { path } })));
  return (
    <ReasonDialog title={t("clinic.record.recall.title")} action={t("clinic.record.recall")} color="red" act={recall} onClose={onClose} onDone={() => tell.undoable(t("clinic.record.recall.done"), share)}>
      <Sentence>{t("clinic.record.recall.text")}</Sentence>
      <Opened record={record} />
    </ReasonDialog>
  );
}

/** Whether it is too late to keep something from being read. */
function Opened({ record: { sharing } }: Pick<Props, "record">) {
  const { t, language } = useWords();
  const at = sharing?.everOpenedAt ?? sharing?.openedAt;
  if (!sharing || sharing.state === "not-shared" || sharing.state === "deciding") return null;
  return <Sentence>{at ? t("clinic.record.recall.opened", { when: formatInstant(language, at) }) : t("clinic.record.recall.unopened")}</Sentence>;
}

/** Ends a record, or discards a draft. Neither can be undone, and the dialog says so. */
function ErrorDialog({ patient, record, onClose }: Props) {
  const { t } = useWords();
  const tell = useTell();
  const navigate = useNavigate();
  const draft = record.status === "draft";
  const path = { patientId: patient.id, recordId: record.id };
  // What was read when this was asked, and not what came since; after a refusal, what was read upon it.
  const version = useRef(record.version);
  const end = useAct(patient.id, record.id, ({ reason }: { reason: string }) =>
    got(api.POST("/api/patients/{patientId}/records/{recordId}/entered-in-error", { params: { path, header: ifMatch(version.current) }, body: { reason } })),
  );
  useEffect(() => {
    if (end.problem) version.current = record.version;
  }, [end.problem, record.version]);
  const done = () => {
    tell.done(t("clinic.record.error.done"));
    if (draft) void navigate({ to: "/patients/$patientId/chart", params: { patientId: patient.id } });
  };
  return (
    <ReasonDialog title={t(draft ? "clinic.record.discard.title" : "clinic.record.error.title")} action={t(draft ? "clinic.record.discard" : "clinic.record.error.act")} color="red" act={end} onClose={onClose} onDone={done}>
      <Sentence>{t(draft ? "clinic.record.discard.text" : "clinic.record.error.text")}</Sentence>
      {!draft && <Opened record={record} />}
    </ReasonDialog>
  );
}
