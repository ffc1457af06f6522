import { Alert, Anchor, List } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useWords } from "../words/words";
import { readDay } from "./day";
import { PatientFacts } from "./PatientFacts";
import { fewQuery, type Patient } from "./queries";
import { usePatientsOfPhone } from "./SamePhone";

const typingMilliseconds = 500;
const shortest = 3;

/** Those of the same name, as far as it is written, who were born on the same day. */
function useNamesakes(name: string, dateOfBirth: string | undefined): readonly Patient[] {
  const [settled] = useDebouncedValue(name.trim(), typingMilliseconds);
  const { data = [] } = useQuery(fewQuery(dateOfBirth && settled.length >= shortest ? settled : ""));
  return dateOfBirth ? data.filter((patient) => patient.dateOfBirth === dateOfBirth) : [];
}

/** Says who may be the same person, before somebody is registered twice. It stops nobody: families share numbers. */
export function Duplicates({ name, dateOfBirth, phone }: { name: string; dateOfBirth: string; phone: string }) {
  const { t } = useWords();
  const sameName = useNamesakes(name, readDay(dateOfBirth));
  const samePhone = usePatientsOfPhone(phone).filter(({ id }) => !sameName.some((other) => other.id === id));
  return (
    <div role="status">
      {sameName.length > 0 && <Maybe title={t("clinic.patient.duplicate.name")} patients={sameName} />}
      {samePhone.length > 0 && <Maybe title={t("clinic.patient.duplicate.phone")} patients={samePhone} />}
    </div>
  );
}

function Maybe({ title, patients }: { title: string; patients: readonly Patient[] }) {
  const { t } = useWords();
  return (
    <Alert role="note" color="orange" title={title} mb="md">
      <List listStyleType="none">
        {patients.map((patient) => (
          <List.Item key={patient.id}>
            <Anchor renderRoot={(props) => <Link {...props} to="/patients/$patientId" params={{ patientId: patient.id }} target="_blank" preload={false} />}>
              {patient.name}
              <span className="visually-hidden"> {t("clinic.patient.newTab")}</span>
            </Anchor>
            {" · "}
            <PatientFacts patient={patient} withPhone />
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
