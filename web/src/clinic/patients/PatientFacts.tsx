import { ageAt } from "../../shared/age";
import { formatDay } from "../../shared/format";
import { useWords } from "../words/words";
import { readablePhone } from "./phone";
import type { Patient } from "./queries";

interface PatientFactsProps {
  patient: Pick<Patient, "dateOfBirth" | "sex" | "number" | "phone">;
  withPhone?: boolean;
}

/** By what a patient is told from another of the same name: age, sex, day of birth, chart number, phone. */
export function PatientFacts({ patient: { dateOfBirth, sex, number, phone }, withPhone = false }: PatientFactsProps) {
  const { t, count, language } = useWords();
  const age = dateOfBirth ? ageAt(dateOfBirth, new Date().toISOString()) : undefined;
  return [
    age && count(`paper.age.${age.unit}`, age.value),
    t(`paper.sex.${sex}`),
    dateOfBirth && t("paper.born", { date: formatDay(language, dateOfBirth, "short") }),
    number && t("clinic.patient.numbered", { number }),
    withPhone && phone && readablePhone(phone),
  ]
    .filter(Boolean)
    .join(" · ");
}
