import { Button, Group, Modal, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useWords } from "../words/words";

/** Asks before what was typed would be lost, by a link, the back button or a closed tab. */
export function LeaveGuard({ when }: { when: () => boolean }) {
  const { t } = useWords();
  const blocker = useBlocker({ shouldBlockFn: when, enableBeforeUnload: when, withResolver: true });
  const stay = () => blocker.reset?.();
  return (
    <Modal opened={blocker.status === "blocked"} onClose={stay} title={t("clinic.patient.leave.title")} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <Text>{t("clinic.patient.leave.text")}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => blocker.proceed?.()}>
          {t("clinic.patient.leave.leave")}
        </Button>
        <Button onClick={stay} data-autofocus>
          {t("clinic.patient.leave.stay")}
        </Button>
      </Group>
    </Modal>
  );
}
