import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useWords } from "../words/words";
import { PatientFacts } from "./PatientFacts";
import { PhoneState } from "./PhoneState";
import type { Patient } from "./queries";
import { useRemembered } from "./recent";

/** Whose page this is, and whether messages reach them. The name leads to their demographics. */
export function PatientHeader({ patient }: { patient: Patient }) {
  const { t } = useWords();
  useRemembered(patient.id);
  return (
    <Group component="section" aria-label={t("clinic.patient.header")} gap="xs" mb="md" align="center">
      <Anchor fw={600} size="lg" renderRoot={(props) => <Link {...props} to="/patients/$patientId" params={{ patientId: patient.id }} />}>
        {patient.name}
      </Anchor>
      <Text c="dimmed">
        <PatientFacts patient={patient} />
      </Text>
      <PhoneState patient={patient} />
      {patient.optedOut && (
        <Badge color="red" variant="light" tt="none">
          {t("clinic.patient.optedOut")}
        </Badge>
      )}
    </Group>
  );
}
