import { Modal, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { api, got } from "../api/client";
import { useSession } from "../app/session";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { Composer } from "./Composer";
import { changeDraft, draftId, draftOf, dropDraft, readyFiles, useDraft } from "./drafts";
import { staffQuery } from "../settings/queries";

const longestSubject = 120;

interface Props {
  patientId: string;
  patientName: string;
  opened: boolean;
  close(): void;
}

/** A new conversation with the patient. Answers come to who begins it, or to whom they choose. */
export function NewThread({ patientId, patientName, opened, close }: Props) {
  const { t } = useWords();
  const { staffId } = useSession();
  const tell = useTell();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: staff = [] } = useQuery({ ...staffQuery, enabled: opened });
  const [to, setTo] = useState(staffId);
  const id = draftId(staffId, patientId, "new");
  const draft = useDraft(id);
  const start = useMutation({
    mutationFn: async () => {
      const { subject, text, key } = draftOf(id);
      const files = readyFiles(draftOf(id)) ?? [];
      const { thread } = await got(
        api.POST("/api/patients/{patientId}/threads", {
          params: { path: { patientId }, header: { "Idempotency-Key": key } },
          body: { subject: subject.trim(), text: text.trim(), ...(files.length > 0 && { attachments: [...files] }) },
        }),
      );
      // The message has gone out: who answers can still be chosen in the conversation.
      if (to !== staffId) await got(api.POST("/api/patients/{patientId}/threads/{threadId}/assign", { params: { path: { patientId, threadId: thread.id } }, body: { to } })).catch(tell.failed);
      return thread;
    },
    onSuccess: async ({ id: threadId }) => {
      dropDraft(id);
      void queries.invalidateQueries({ queryKey: ["threads", patientId] });
      await navigate({ to: "/patients/$patientId/messages/$threadId", params: { patientId, threadId } });
    },
  });
  const answerers = staff.filter(({ role, status }) => role !== "receptionist" && status === "active");
  return (
    <Modal opened={opened} onClose={close} title={t("clinic.thread.newTo", { name: patientName })} size="lg" closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <Composer id={id} patientId={patientId} label={t("clinic.thread.text")} send={t("clinic.thread.send")} sending={start.isPending} problem={start.error} onSend={() => draft.subject.trim() !== "" && start.mutate()}>
        <TextInput label={t("clinic.thread.subject")} value={draft.subject} onChange={(event) => changeDraft(id, { subject: event.currentTarget.value })} maxLength={longestSubject} required withAsterisk={false} data-autofocus />
        <NativeSelect label={t("clinic.thread.answers")} value={to} onChange={(event) => setTo(event.currentTarget.value)} data={[...answerers.map(({ id: value, name }) => ({ value, label: value === staffId ? t("clinic.thread.me", { name }) : name })), { value: "team", label: t("clinic.thread.team") }]} />
      </Composer>
    </Modal>
  );
}
