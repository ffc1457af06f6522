import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useCommands, type Command } from "../app/commands";
import { may, useSession } from "../app/session";
import { useWords } from "../words/words";
import { PatientFacts } from "./PatientFacts";
import { PhoneState } from "./PhoneState";
import type { Patient } from "./queries";
import { useRemembered } from "./recent";

/** The pages of the patient, each by its name. */
function usePatientPages({ id: patientId, name }: Patient): void {
  const { t } = useWords();
  const { role } = useSession();
  const navigate = useNavigate();
  const commands = useMemo<readonly Command[]>(() => {
    const page = (id: string, label: string, to: "/patients/$patientId" | `/patients/$patientId/${"chart" | "messages" | "visits" | "history"}`): Command => ({ id: `patient-${id}`, distance: 1, group: name, label, run: () => void navigate({ to, params: { patientId } }) });
    return [
      page("chart", t("clinic.patient.chart"), "/patients/$patientId/chart"),
      page("details", t("clinic.patients.details"), "/patients/$patientId"),
      ...(may.treat(role)
        ? [
            page("messages", t("clinic.patient.messages"), "/patients/$patientId/messages"),
            page("visits", t("clinic.patient.visits"), "/patients/$patientId/visits"),
            page("history", t("clinic.patient.history"), "/patients/$patientId/history"),
          ]
        : []),
    ];
  }, [t, role, navigate, patientId, name]);
  useCommands(commands);
}

/** Whose page this is, and whether messages reach them. The name leads to their demographics. */
export function PatientHeader({ patient }: { patient: Patient }) {
  const { t } = useWords();
  useRemembered(patient.id);
  usePatientPages(patient);
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
