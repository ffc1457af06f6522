import { Button, Group, Paper, Text, Title } from "@mantine/core";
import { useRef } from "react";
import { useWords } from "../words/words";
import { isMinor } from "./GuardianField";
import { readablePhone } from "./phone";
import { PhoneDialog } from "./PhoneDialog";
import { PhoneNote } from "./PhoneNote";
import { PhoneState } from "./PhoneState";
import type { Patient } from "./queries";

interface PhoneCardProps {
  patient: Patient;
  verifying: boolean;
  setVerifying: (verifying: boolean) => void;
}

/** The number, whether messages reach it, and what follows. */
export function PhoneCard({ patient, verifying, setVerifying }: PhoneCardProps) {
  const { t } = useWords();
  const open = useRef<HTMLButtonElement>(null);
  // Where the dialog opened by itself, nothing had the focus that could get it back.
  const closed = () => document.activeElement === document.body && open.current?.focus();
  const { phone, phoneStatus, phoneIsGuardians, dateOfBirth } = patient;
  const minor = isMinor(dateOfBirth);
  const action = { none: "clinic.phone.action.none", unverified: "clinic.phone.action.unverified", verified: "clinic.phone.action.verified", "not-mobile": "clinic.phone.action.verified", "not-theirs": "clinic.phone.action.not-theirs" } as const;
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="phone">
      <Group justify="space-between" mb="md">
        <Title order={2} size="h4" id="phone">
          {t("clinic.phone.heading")}
        </Title>
        <PhoneState patient={patient} />
      </Group>
      {phone && (
        <Text fw={600} size="lg" mb="xs">
          {readablePhone(phone)}
        </Text>
      )}
      {phone && phoneIsGuardians && <Text mb="xs">{t("clinic.phone.isGuardians")}</Text>}
      {phone && minor && !phoneIsGuardians && (
        <Text mb="xs" c="orange">
          {t("clinic.phone.guardian.minor")}
        </Text>
      )}
      {phone && phoneIsGuardians && dateOfBirth && !minor && (
        <Text mb="xs" c="orange">
          {t("clinic.phone.guardian.adult")}
        </Text>
      )}
      <PhoneNote patient={patient} />
      <Button ref={open} mt="md" variant={phoneStatus === "verified" || phoneStatus === "not-mobile" ? "default" : "filled"} onClick={() => setVerifying(true)}>
        {t(action[phoneStatus])}
      </Button>
      <PhoneDialog patient={patient} opened={verifying} onClose={() => setVerifying(false)} onClosed={closed} />
    </Paper>
  );
}
