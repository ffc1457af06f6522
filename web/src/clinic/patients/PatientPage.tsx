import { Button, Paper, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { FileText, History, MessageSquare, Video } from "lucide-react";
import { useMemo, useState } from "react";
import { useCommands, type Command } from "../app/commands";
import { may, useSession } from "../app/session";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { AccessCard } from "./AccessCard";
import { takeToVerify } from "./begin";
import { EditDemographics } from "./EditDemographics";
import { PatientFacts } from "./PatientFacts";
import classes from "./PatientPage.module.css";
import { PhoneCard } from "./PhoneCard";
import { patientQuery, type Patient } from "./queries";
import { useRemembered } from "./recent";

/** A patient's demographics, number and online access. */
export function PatientPage() {
  const { patientId } = useParams({ from: "/inside/patients/$patientId" });
  return <Loaded query={useQuery(patientQuery(patientId))}>{(patient) => <Demographics key={patientId} patient={patient} />}</Loaded>;
}

function Demographics({ patient }: { patient: Patient }) {
  const { t } = useWords();
  const { role } = useSession();
  const navigate = useNavigate();
  useRemembered(patient.id);
  const [verifying, setVerifying] = useState(() => takeToVerify(patient.id));
  const params = useMemo(() => ({ patientId: patient.id }), [patient.id]);
  const commands = useMemo<readonly Command[]>(
    () => [
      { id: "patient-chart", group: patient.name, label: t("clinic.patient.chart"), run: () => void navigate({ to: "/patients/$patientId/chart", params }) },
      { id: "patient-phone", group: patient.name, label: t("clinic.phone.open"), run: () => setVerifying(true) },
    ],
    [t, navigate, params, patient.name],
  );
  useCommands(commands);
  return (
    <>
      <PageTitle named={t("clinic.patient.header")}>{patient.name}</PageTitle>
      <Text c="dimmed" mb="md">
        <PatientFacts patient={patient} />
      </Text>
      <nav className={classes.links} aria-label={t("clinic.patient.pages")}>
        <Button variant="light" leftSection={<FileText size={18} aria-hidden />} renderRoot={(props) => <Link {...props} to="/patients/$patientId/chart" params={params} />}>
          {t("clinic.patient.chart")}
        </Button>
        {may.treat(role) && (
          <>
            <Button variant="default" leftSection={<MessageSquare size={18} aria-hidden />} renderRoot={(props) => <Link {...props} to="/patients/$patientId/messages" params={params} />}>
              {t("clinic.patient.messages")}
            </Button>
            <Button variant="default" leftSection={<Video size={18} aria-hidden />} renderRoot={(props) => <Link {...props} to="/patients/$patientId/visits" params={params} />}>
              {t("clinic.patient.visits")}
            </Button>
            <Button variant="default" leftSection={<History size={18} aria-hidden />} renderRoot={(props) => <Link {...props} to="/patients/$patientId/history" params={params} />}>
              {t("clinic.patient.history")}
            </Button>
          </>
        )}
      </nav>
      <div className={classes.columns}>
        <Paper withBorder p="lg" component="section" aria-labelledby="details">
          <Title order={2} size="h4" id="details" mb="md">
            {t("clinic.patients.details")}
          </Title>
          <EditDemographics patient={patient} />
        </Paper>
        <div className={classes.side}>
          <PhoneCard patient={patient} verifying={verifying} setVerifying={setVerifying} />
          <AccessCard patient={patient} />
        </div>
      </div>
    </>
  );
}
