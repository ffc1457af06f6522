import { Anchor, Button, Group, SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, Printer } from "lucide-react";
import { useState } from "react";
import type { Language } from "../../shared/words";
import { PatientHeader } from "../patients/PatientHeader";
import { patientQuery, type Patient } from "../patients/queries";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { Nothing } from "./Nothing";
import { isNotFound } from "./nothing-here";
import { Paper } from "./Paper";
import { PatientCard } from "./PatientCard";
import { readingQuery } from "./patient-views";
import classes from "./Preview.module.css";
import { previewQuery, type Preview } from "./queries";
import recordClasses from "./Record.module.css";
import { usePrinting } from "./use-printing";

const route = getRouteApi("/inside/patients/$patientId/records/$recordId/preview");

/** A record exactly as its patient reads it. */
export function PreviewPage() {
  const { patientId, recordId } = route.useParams();
  const patient = useQuery(patientQuery(patientId));
  const preview = useQuery(previewQuery(patientId, recordId));
  if (isNotFound(patient.error) || isNotFound(preview.error)) return <Nothing />;
  return <Loaded query={patient}>{(who) => <Loaded query={preview}>{(found) => <Page key={recordId} patient={who} preview={found} />}</Loaded>}</Loaded>;
}

const languages: readonly Language[] = ["en", "hi"];

function Page({ patient, preview }: { patient: Patient; preview: Preview }) {
  const { t } = useWords();
  const [language, setLanguage] = useState<Language>(preview.language);
  const { record, practice } = preview;
  const reading = useQuery(readingQuery(record.type, language));
  const { sheet, busy, print } = usePrinting(patient.id, record.id, record.type, language);
  const named = (one: Language) => (one === preview.language ? t("clinic.preview.own", { language: t(`clinic.preview.${one}`) }) : t(`clinic.preview.${one}`));
  return (
    <div className={recordClasses.page}>
      <PatientHeader patient={patient} />
      <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/patients/$patientId/records/$recordId" params={{ patientId: patient.id, recordId: record.id }} />}>
        <ArrowLeft size={14} aria-hidden /> {t("clinic.preview.back")}
      </Anchor>
      <Group justify="space-between" align="start" mt="xs" gap="xs">
        <PageTitle>{t("clinic.preview.title")}</PageTitle>
        <Button variant="default" leftSection={<Printer size={16} aria-hidden />} loading={busy} onClick={print}>
          {t("clinic.record.print")}
        </Button>
      </Group>
      <Text mb="md">{t("clinic.preview.text", { name: patient.name })}</Text>
      <SegmentedControl
        className={classes.languages ?? ""}
        aria-label={t("clinic.preview.language")}
        value={language}
        onChange={(chosen) => setLanguage(chosen as Language)}
        data={languages.map((value) => ({ value, label: named(value) }))}
      />
      <section className={classes.phone} aria-label={t("clinic.preview.phone")}>
        <Loaded query={reading}>{({ View, words }) => <PatientCard record={record} practice={practice} view={View} words={words} />}</Loaded>
      </section>
      {sheet && (
        <div className={recordClasses.paper}>
          <Paper {...sheet} />
        </div>
      )}
    </div>
  );
}
