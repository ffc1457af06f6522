import { Alert, Button, Group, Text, Title } from "@mantine/core";
import { api, got } from "../api/client";
import type { Patient } from "../patients/queries";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { useAct, useUndo } from "./acts";
import type { ChartRecord } from "./queries";
import classes from "./Record.module.css";
import type { Asked } from "./RecordDialogs";
import { isHeld } from "./held";
import { formatInstant } from "./share-words";
import { ShareState } from "./ShareState";
import type { Act } from "./what-can-be-done";

/** How far a record has come to its patient, and what a clinician can do about it. */
export function SharingCard({ patient, record, acts, ask, onPhone }: { patient: Patient; record: ChartRecord; acts: ReadonlySet<Act>; ask(asked: Asked): void; onPhone(): void }) {
  const { t } = useWords();
  const tell = useTell();
  const link = useAct(patient.id, record.id, () => got(api.POST("/api/patients/{patientId}/share-links", { params: { path: { patientId: patient.id } } })));
  return (
    <section className={classes.card} aria-labelledby="record-sharing">
      <Title order={2} size="h5" mb="sm" id="record-sharing">
        {t("clinic.share.title")}
      </Title>
      <ShareState record={record} patientId={patient.id} onPhone={onPhone}>
        <HoldNote patientId={patient.id} record={record} mayRelease={acts.has("release")} />
        <Group gap="xs">
          {acts.has("share") && (
            <Button size="xs" onClick={() => ask("share")}>
              {t("clinic.record.share")}
            </Button>
          )}
          {acts.has("link") && (
            <Button size="xs" variant="default" loading={link.busy} onClick={() => void link.run(undefined, () => tell.done(t("clinic.record.link.done")), tell.failed)}>
              {t("clinic.record.link")}
            </Button>
          )}
          {acts.has("hold") && (
            <Button size="xs" variant="default" onClick={() => ask("hold")}>
              {t("clinic.record.hold")}
            </Button>
          )}
          {acts.has("recall") && (
            <Button size="xs" variant="default" onClick={() => ask("recall")}>
              {t("clinic.record.recall")}
            </Button>
          )}
        </Group>
      </ShareState>
    </section>
  );
}

/** Who holds a record back and why, with the way to release it. */
function HoldNote({ patientId, record, mayRelease }: { patientId: string; record: ChartRecord; mayRelease: boolean }) {
  const { t, language } = useWords();
  const tell = useTell();
  const path = { patientId, recordId: record.id };
  const { hold } = record;
  const release = useAct(patientId, record.id, () => got(api.DELETE("/api/patients/{patientId}/records/{recordId}/hold", { params: { path } })));
  const undo = useUndo(patientId, record.id, () => got(api.PUT("/api/patients/{patientId}/records/{recordId}/hold", { params: { path }, body: { reason: hold?.reason ?? "", ...(hold?.releaseAt && { releaseAt: hold.releaseAt }) } })));
  if (!hold || !isHeld(record)) return null;
  const { reason, at, releaseAt } = hold;
  return (
    <Alert color="orange" p="sm" w="100%">
      <Text size="sm">{t("clinic.record.hold.since", { when: formatInstant(language, at), reason })}</Text>
      {releaseAt && <Text size="sm">{t("clinic.record.hold.ends", { when: formatInstant(language, releaseAt) })}</Text>}
      {mayRelease && (
        <Button size="xs" variant="default" mt="xs" loading={release.busy} onClick={() => void release.run(undefined, () => tell.undoable(t("clinic.record.release.done"), undo), tell.failed)}>
          {t("clinic.record.release")}
        </Button>
      )}
    </Alert>
  );
}
