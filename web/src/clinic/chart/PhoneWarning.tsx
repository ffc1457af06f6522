import { Alert, Button, Group, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { PhoneDialog } from "../patients/PhoneDialog";
import type { Patient } from "../patients/queries";
import { useWords } from "../words/words";

/** Warns while no message can reach the patient, and holds the screen that changes it. */
export function PhoneWarning({ patient, opened, open, close }: { patient: Patient; opened: boolean; open(): void; close(): void }) {
  const { t } = useWords();
  const missing = patient.phoneStatus === "none";
  return (
    <>
      {patient.phoneStatus !== "verified" && (
        <Alert color="orange" p="sm" mb="md" icon={<TriangleAlert size={18} aria-hidden />}>
          <Group justify="space-between" gap="xs">
            <Text size="sm">{t(missing ? "clinic.chart.phone.none" : "clinic.chart.phone.unverified")}</Text>
            <Button size="xs" variant="default" onClick={open}>
              {t(missing ? "clinic.share.enter-phone" : "clinic.share.verify-phone")}
            </Button>
          </Group>
        </Alert>
      )}
      <PhoneDialog patient={patient} opened={opened} onClose={close} />
    </>
  );
}
