import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ageAt } from "../../shared/age";
import { formatDay } from "../../shared/format";
import { useWords } from "../words/words";
import { PhoneState } from "./PhoneState";
import type { Patient } from "./queries";

/** Whose page this is, and whether messages reach them. The name leads to their demographics. */
export function PatientHeader({ patient }: { patient: Patient }) {
  const { t } = useWords();
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

/** By what a patient is told from another of the same name: age, sex, day of birth, chart number. */
export function PatientFacts({ patient: { dateOfBirth, sex, number } }: { patient: Pick<Patient, "dateOfBirth" | "sex" | "number"> }) {
  const { t, count, language } = useWords();
  const age = dateOfBirth ? ageAt(dateOfBirth, new Date().toISOString()) : undefined;
  return [
    age && count(`paper.age.${age.unit}`, age.value),
    t(`paper.sex.${sex}`),
    dateOfBirth && t("paper.born", { date: formatDay(language, dateOfBirth, "short") }),
    number && t("clinic.patient.numbered", { number }),
  ]
    .filter(Boolean)
    .join(" · ");
}
