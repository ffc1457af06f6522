import { Alert, Button, Group, Text } from "@mantine/core";
import { CircleCheck } from "lucide-react";
import { useWords } from "../words/words";
import { readablePhone } from "./phone";
import type { Patient } from "./queries";

/** Done: which number it was, and what follows from it. */
export function NumberVerified({ patient: { phone = "", optedOut }, onClose }: { patient: Patient; onClose: () => void }) {
  const { t } = useWords();
  return (
    <>
      <div role="status">
        <Alert role="note" color="green" icon={<CircleCheck aria-hidden />} title={t("clinic.phone.verified", { phone: readablePhone(phone) })}>
          {t("clinic.phone.verified.text")}
        </Alert>
      </div>
      {optedOut && <Text mt="md">{t("clinic.phone.optedOut")}</Text>}
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose} autoFocus>
          {t("clinic.phone.done")}
        </Button>
      </Group>
    </>
  );
}
