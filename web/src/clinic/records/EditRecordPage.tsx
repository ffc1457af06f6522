import { useQuery } from "@tanstack/react-query";
import { Navigate, useLocation, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { RecordType } from "../../records/content";
import { ApiProblem } from "../api/problem";
import { NotFound } from "../app/NotFound";
import { may, useSession } from "../app/session";
import { patientQuery, type Patient } from "../patients/queries";
import { EmptyState } from "../ui/EmptyState";
import { Failed, Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { begun, clerical, openMoved } from "./editor/begun";
import { Keeper } from "./editor/keeper";
import { RecordEditor } from "./editor/RecordEditor";
import type { StoredRecord } from "./editor/writing";
import { contentForms } from "./content-forms";
import type { ContentForm } from "./form";
import { deskOf, recordQuery } from "./queries";

/** A record being written: one that was just begun, a draft, or a final one that is corrected. */
export function EditRecordPage() {
  const { patientId, recordId } = useParams({ from: "/inside/patients/$patientId/records/$recordId/edit" });
  const patient = useQuery(patientQuery(patientId));
  return <Loaded query={patient}>{(patient) => <Stored key={recordId} patient={patient} recordId={recordId} />}</Loaded>;
}

function Stored({ patient, recordId }: { patient: Patient; recordId: string }) {
  const now = useLocation({ select: ({ state }) => state.begins });
  const [begins] = useState(now); // another address of this page, such as "#content", has none
  const [isNew] = useState(() => begins !== undefined && (begun.has(recordId) || openMoved(recordId) !== undefined));
  // What is corrected must be what is stored now, not what was read some time ago.
  const record = useQuery({ ...recordQuery(patient.id, recordId), enabled: !isNew, refetchOnMount: "always", gcTime: 0 });
  const [opened, setOpened] = useState<StoredRecord>();
  if (!opened && record.isFetchedAfterMount && !record.isFetching && record.data) setOpened(record.data);
  if (isNew && begins) return <Opened patient={patient} recordId={recordId} type={begins} />;
  if (opened) return <Opened patient={patient} recordId={recordId} type={opened.type} stored={opened} />;
  if (record.error instanceof ApiProblem && record.error.status === 404) {
    return begins ? <Navigate to="/patients/$patientId/new/$type" params={{ patientId: patient.id, type: begins }} replace /> : <NotFound />;
  }
  return record.error ? <Failed problem={record.error} again={() => void record.refetch()} /> : <Loaded query={{ ...record, data: undefined } as typeof record}>{() => null}</Loaded>;
}

function Opened({ patient, recordId, type, stored }: { patient: Patient; recordId: string; type: RecordType; stored?: StoredRecord }) {
  const { t } = useWords();
  const { role } = useSession();
  const allowed = may.treat(role) || clerical.includes(type);
  const form = useQuery({ queryKey: ["form", type], queryFn: (): Promise<ContentForm> => contentForms[type]?.() ?? Promise.reject(new ApiProblem("not_found", 404)), enabled: allowed, staleTime: Infinity, gcTime: Infinity, structuralSharing: false });
  const closed = !allowed ? "role" : stored && closedFor(stored);
  if (closed) {
    return (
      <>
        <PageTitle>{t(`clinic.editor.type.${type}`)}</PageTitle>
        <EmptyState title={t("clinic.editor.closed")}>{t(`clinic.editor.closed.${closed}`)}</EmptyState>
      </>
    );
  }
  return <Loaded query={form}>{(form) => <Begun patient={patient} recordId={recordId} type={type} form={form} {...(stored && { stored })} />}</Loaded>;
}

/** Why nobody changes a stored record any more; undefined: it can be written (internal/clinic/amendment.go). */
function closedFor({ status, origin, type }: StoredRecord): "ended" | "patients" | "books" | undefined {
  if (status === "entered-in-error") return "ended";
  if (origin === "patient") return "patients";
  return status !== "draft" && (type === "invoice" || type === "payment") ? "books" : undefined;
}

function Begun({ patient, recordId, type, form, stored }: { patient: Patient; recordId: string; type: RecordType; form: ContentForm; stored?: StoredRecord }) {
  const [keeper] = useState(() => openMoved(recordId) ?? new Keeper(recordId, type, stored ? { stored } : { content: form.begin(patient) }, deskOf(patient.id)));
  return <RecordEditor keeper={keeper} patient={patient} form={form} />;
}
