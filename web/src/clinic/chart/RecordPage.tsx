import { Alert, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { may, useSession } from "../app/session";
import { PatientHeader } from "../patients/PatientHeader";
import { PhoneDialog } from "../patients/PhoneDialog";
import { patientQuery, type Patient } from "../patients/queries";
import { Loaded } from "../ui/Loaded";
import { fieldText } from "../ui/problems";
import { useWords } from "../words/words";
import { Attachments } from "./Attachments";
import { Nothing } from "./Nothing";
import { isNotFound } from "./nothing-here";
import { Paper } from "./Paper";
import { pollAfter } from "./polling";
import { recordQuery, type ChartRecord } from "./queries";
import classes from "./Record.module.css";
import { RecordActs } from "./RecordActs";
import { RecordDialogs, type Asked } from "./RecordDialogs";
import { RecordHead } from "./RecordHead";
import { SharingCard } from "./SharingCard";
import { StaffContent } from "./StaffContent";
import { usePrinting } from "./use-printing";
import { Versions } from "./Versions";
import { actsOn } from "./what-can-be-done";

const route = getRouteApi("/inside/patients/$patientId/records/$recordId");

/** One record: what it says, how far it has come to its patient, and what can be done about either. */
export function RecordPage() {
  const { patientId, recordId } = route.useParams();
  const patient = useQuery(patientQuery(patientId));
  const record = useQuery({ ...recordQuery(patientId, recordId), refetchInterval: ({ state }) => pollAfter(state.data ? [state.data] : [], Date.now()) });
  if (isNotFound(patient.error) || isNotFound(record.error)) return <Nothing />;
  return <Loaded query={patient}>{(who) => <Loaded query={record}>{(found) => <Page key={recordId} patient={who} record={found} />}</Loaded>}</Loaded>;
}

function Page({ patient, record }: { patient: Patient; record: ChartRecord }) {
  const { role } = useSession();
  const [asked, setAsked] = useState<Asked>();
  const [phone, setPhone] = useState(false);
  const { sheet, busy, print } = usePrinting(patient.id, record.id, record.type);
  const acts = actsOn(record, may.treat(role));
  const openPhone = () => setPhone(true);
  const { attachments = [] } = record;
  return (
    <div className={classes.page}>
      <div className={classes.acts}>
        <PatientHeader patient={patient} />
      </div>
      <RecordHead patient={patient} record={record}>
        <RecordActs patientId={patient.id} record={record} acts={acts} ask={setAsked} print={print} printing={busy} />
      </RecordHead>
      <div className={classes.layout}>
        <div>
          <section className={classes.card} aria-labelledby="record-content">
            <Content record={record} />
          </section>
          {attachments.length > 0 && (
            <div className={`${classes.card} ${classes.acts}`}>
              <Attachments patientId={patient.id} ids={attachments} />
            </div>
          )}
          <div className={classes.acts}>
            <Versions patientId={patient.id} record={record} />
          </div>
        </div>
        <aside className={classes.side}>
          <SharingCard patient={patient} record={record} acts={acts} ask={setAsked} onPhone={openPhone} />
        </aside>
      </div>
      {sheet && (
        <div className={classes.paper}>
          <Paper {...sheet} />
        </div>
      )}
      <RecordDialogs patient={patient} record={record} asked={asked} onClose={() => setAsked(undefined)} onPhone={openPhone} />
      <PhoneDialog patient={patient} opened={phone} onClose={() => setPhone(false)} />
    </div>
  );
}

function Content({ record }: { record: ChartRecord }) {
  const { t } = useWords();
  const { status, reason, warnings } = record;
  return (
    <>
      <Title order={2} className="visually-hidden" id="record-content">
        {t("clinic.record.content")}
      </Title>
      {status === "entered-in-error" && (
        <Alert color="red" mb="md" p="sm">
          <Text size="sm">{t("clinic.record.ended")}</Text>
          {reason && <Text size="sm">{t("clinic.record.reason", { reason })}</Text>}
        </Alert>
      )}
      {status === "amended" && reason && (
        <Text size="sm" c="dimmed" mb="md" className={classes.acts}>
          {t("clinic.record.reason", { reason })}
        </Text>
      )}
      <StaffContent record={record} />
      {status !== "draft" && warnings.length > 0 && <Checks warnings={warnings} />}
    </>
  );
}

/** What the server found unusual, in its own words: they hold the numbers. */
function Checks({ warnings }: Pick<ChartRecord, "warnings">) {
  const words = useWords();
  return (
    <Alert color="orange" mt="md" p="sm" title={words.t("clinic.record.checks")} className={classes.acts ?? ""}>
      <ul>
        {warnings.map((warning, i) => (
          <li key={i}>{fieldText(words, warning)}</li>
        ))}
      </ul>
    </Alert>
  );
}
