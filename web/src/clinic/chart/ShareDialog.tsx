import { Alert, Button } from "@mantine/core";
import { formatDate } from "../../shared/format";
import { api, got } from "../api/client";
import type { Patient } from "../patients/queries";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { ActDialog } from "./ActDialog";
import { useAct } from "./acts";
import type { ChartRecord } from "./queries";
import { Sentence } from "./ReasonDialog";

/** Asks before one record goes to its patient by an explicit act, and says what goes where. */
export function ShareDialog({ patient, record, onClose, onPhone }: { patient: Patient; record: ChartRecord; onClose(): void; onPhone(): void }) {
  const { t, language } = useWords();
  const tell = useTell();
  const share = useAct(patient.id, record.id, () => got(api.POST("/api/patients/{patientId}/records/{recordId}/share", { params: { path: { patientId: patient.id, recordId: record.id } } })));
  const submit = () =>
    void share.run(undefined, () => {
      onClose();
      tell.done(t("clinic.record.share.done"));
    });
  return (
    <ActDialog title={t("clinic.record.share.title", { name: patient.name })} action={t("clinic.record.share")} busy={share.busy} problem={share.problem} onSubmit={submit} onClose={onClose}>
      <Sentence>{t("clinic.record.share.text", { type: t(`clinic.record.type.${record.type}`), date: formatDate(language, record.effectiveAt) })}</Sentence>
      {patient.phoneStatus === "verified" ? (
        <Sentence>{t("clinic.record.share.phone", { digits: patient.phone?.slice(-3) ?? "" })}</Sentence>
      ) : (
        <Alert color="orange" p="sm">
          <Sentence>{t("clinic.record.share.noPhone")}</Sentence>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              onClose();
              onPhone();
            }}
          >
            {t(patient.phoneStatus === "none" ? "clinic.share.enter-phone" : "clinic.share.verify-phone")}
          </Button>
        </Alert>
      )}
    </ActDialog>
  );
}
