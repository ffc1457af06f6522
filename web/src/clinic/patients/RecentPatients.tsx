import { Button, Title } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { EmptyState } from "../ui/EmptyState";
import { useWords } from "../words/words";
import { PatientRow } from "./PatientRow";
import classes from "./PatientsPage.module.css";
import { patientQuery } from "./queries";
import { useRecent } from "./recent";

/** Those who were opened last in this tab; for somebody who has opened none, what this page is for. */
export function RecentPatients({ onRegister }: { onRegister: () => void }) {
  const { t } = useWords();
  const ids = useRecent();
  // Each fetch is noted as a reading of the patient's details: what is known already is good enough for a list.
  const found = useQueries({ queries: ids.map((id) => ({ ...patientQuery(id), staleTime: Infinity, retry: false })) });
  const patients = found.flatMap(({ data }) => data ?? []);
  if (found.some(({ isPending }) => isPending)) return null;
  if (patients.length === 0) {
    return (
      <EmptyState title={t("clinic.patients.empty")} action={<Button variant="default" onClick={onRegister}>{t("clinic.patients.empty.register")}</Button>}>
        {t("clinic.patients.empty.text")}
      </EmptyState>
    );
  }
  return (
    <section aria-labelledby="recent">
      <Title order={2} size="h4" id="recent" mb="xs">
        {t("clinic.patients.recent")}
      </Title>
      <ul className={classes.list}>
        {patients.map((patient) => (
          <PatientRow key={patient.id} patient={patient} />
        ))}
      </ul>
    </section>
  );
}
