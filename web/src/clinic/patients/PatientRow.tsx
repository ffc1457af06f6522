import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useWords } from "../words/words";
import { PatientFacts } from "./PatientFacts";
import classes from "./PatientsPage.module.css";
import { PhoneState } from "./PhoneState";
import type { Patient } from "./queries";

/** A patient in a list: leads to the chart, and to the demographics. */
export function PatientRow({ patient }: { patient: Patient }) {
  const { t } = useWords();
  const to = { params: { patientId: patient.id } };
  return (
    <li className={classes.row}>
      <Link to="/patients/$patientId/chart" {...to} className={classes.open} data-patient preload={false}>
        <span className={classes.name}>{patient.name}</span>
        <span className={classes.about}>
          <PatientFacts patient={patient} withPhone />
        </span>
      </Link>
      <span className={classes.rest}>
        <PhoneState patient={patient} />
        <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/patients/$patientId" {...to} preload={false} aria-label={t("clinic.patients.detailsOf", { name: patient.name })} />}>
          {t("clinic.patients.details")}
        </Anchor>
      </span>
    </li>
  );
}
