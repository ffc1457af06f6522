import { Button, Group, Modal, Text } from "@mantine/core";
import { useProblemText } from "../ui/use-problem-text";
import { useTell } from "../ui/tell";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";
import { useAccessActs } from "./access";
import type { Patient } from "./queries";

/** Asks before an access is taken back: the patient is told at once, so there is no undoing it. */
export function RevokeDialog({ patient, opened, onClose }: { patient: Patient; opened: boolean; onClose: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const tell = useTell();
  const { revoke } = useAccessActs(patient.id);
  const go = () => {
    if (revoke.isPending) return;
    revoke.mutate(undefined, {
      onSuccess: () => {
        onClose();
        tell.done(t("clinic.access.revoked", { name: patient.name }));
      },
    });
  };
  return (
    <Modal opened={opened} onClose={() => !revoke.isPending && onClose()} title={t("clinic.access.revoke.title", { name: patient.name })} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <Trouble text={revoke.error ? text(revoke.error) : undefined} />
      <Text>{t("clinic.access.revoke.text")}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" disabled={revoke.isPending} onClick={onClose} data-autofocus>
          {t("clinic.cancel")}
        </Button>
        <Button color="red" loading={revoke.isPending} onClick={go}>
          {t("clinic.access.revoke.yes")}
        </Button>
      </Group>
    </Modal>
  );
}
