import { Button, Group, Modal, NativeSelect, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { components } from "../../api/schema";
import { formatMoment } from "../../shared/format";
import { api, got, newKey } from "../api/client";
import { readablePhone } from "../patients/phone";
import { refusalOf } from "../ui/problems";
import { useTell } from "../ui/tell";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";
import { roomOf, type Visit } from "./queries";
import { localInput, reachOf } from "./reach";
import { Sent } from "./VisitCard";

type Patient = components["schemas"]["Patient"];

interface Props {
  patientId: string;
  patient: Patient;
  opened: boolean;
  close(): void;
}

/** Calls a patient, now or at a time. The link goes out at once; the room is a page of its own. */
export function CallDialog({ patientId, patient, opened, close }: Props) {
  const { t } = useWords();
  const tell = useTell();
  const [called, setCalled] = useState<Visit>();
  const shown = useRef(false);
  useEffect(() => {
    shown.current = opened;
    if (opened) setCalled(undefined); // each time it opens for another call
    return () => {
      shown.current = false;
    };
  }, [opened]);
  // What is on its way goes on when the dialog is closed: how it ended is told beside it then.
  const sent = (visit: Visit) => (shown.current ? setCalled(visit) : tell.done(t("clinic.visits.sent")));
  const failed = (problem: unknown) => !shown.current && tell.failed(problem);
  return (
    <Modal opened={opened} onClose={close} title={t(called ? "clinic.visits.sent" : "clinic.visits.call")} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      {called ? <Called visit={called} patientId={patientId} close={close} /> : <CallForm patient={patient} sent={sent} failed={failed} cancel={close} />}
    </Modal>
  );
}

function CallForm({ patient, sent, failed, cancel }: { patient: Patient; sent: (visit: Visit) => void; failed: (problem: unknown) => void; cancel: () => void }) {
  const words = useWords();
  const { t } = words;
  const queries = useQueryClient();
  const [when, setWhen] = useState<"now" | "later">("now");
  const [time, setTime] = useState(() => localInput(new Date(Date.now() + 3_600_000)));
  const [language, setLanguage] = useState(patient.language);
  // What is asked for differently is another call; the same, sent twice, is one.
  const key = useRef({ of: "", key: "" });
  const call = useMutation({
    mutationFn: () => {
      const body = { language, ...(when === "later" && { plannedAt: new Date(time).toISOString() }) };
      const of = JSON.stringify(body);
      if (key.current.of !== of) key.current = { of, key: newKey() };
      return got(api.POST("/api/patients/{patientId}/visits", { params: { path: { patientId: patient.id }, header: { "Idempotency-Key": key.current.key } }, body }));
    },
    onSuccess: (visit) => {
      void queries.invalidateQueries({ queryKey: ["visits", patient.id] });
      sent(visit);
    },
    onError: failed,
  });
  const reach = reachOf(patient);
  const refused = call.error ? refusalOf(words, call.error, (path) => path === "plannedAt") : undefined;

  if (!reach.sms && !reach.email) {
    return (
      <>
        <Text mb="md">{t("clinic.visits.noContact", { name: patient.name })}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            {t("clinic.cancel")}
          </Button>
          <Button component={Link} to={`/patients/${patient.id}`}>
            {t("clinic.visits.enterContact")}
          </Button>
        </Group>
      </>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!call.isPending && (when === "now" || time !== "")) call.mutate();
      }}
    >
      <Stack gap="md">
        <Text>{reach.sms && reach.email ? t("clinic.visits.toBoth", { name: patient.name, phone: readablePhone(reach.sms), email: reach.email }) : reach.sms ? t("clinic.visits.toPhone", { name: patient.name, phone: readablePhone(reach.sms) }) : t("clinic.visits.toEmail", { name: patient.name, email: reach.email ?? "" })}</Text>
        <Radio.Group label={t("clinic.visits.when")} value={when} onChange={(value) => setWhen(value as "now" | "later")}>
          <Stack gap="xs" mt="xs">
            <Radio value="now" label={t("clinic.visits.now")} data-autofocus />
            <Radio value="later" label={t("clinic.visits.later")} />
          </Stack>
        </Radio.Group>
        {when === "later" && <TextInput type="datetime-local" label={t("clinic.visits.time")} value={time} onChange={(event) => setTime(event.currentTarget.value)} min={localInput(new Date())} required withAsterisk={false} error={refused?.at["plannedAt"]} />}
        <NativeSelect
          label={t("clinic.visits.language")}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value as Patient["language"])}
          data={[
            { value: "en", label: "English" },
            { value: "hi", label: "हिन्दी" },
          ]}
        />
        <Trouble text={refused && !(when === "later" && refused.at["plannedAt"]) ? (refused.text ?? Object.values(refused.at).join(" ")) : undefined} />
      </Stack>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={cancel}>
          {t("clinic.cancel")}
        </Button>
        <Button type="submit" loading={call.isPending}>
          {t("clinic.visits.send")}
        </Button>
      </Group>
    </form>
  );
}

/** The link has gone out: what became of it, and the way into the room. */
function Called({ visit, patientId, close }: { visit: Visit; patientId: string; close: () => void }) {
  const { t, language } = useWords();
  const room = useRef<HTMLAnchorElement>(null);
  useEffect(() => room.current?.focus(), []);
  return (
    <>
      <div role="status">
        <Sent visit={visit} />
        {visit.state === "early" && <Text>{t("clinic.visits.opens", { time: formatMoment(language, visit.opensAt) })}</Text>}
        {visit.state === "open" && <Text>{t("clinic.visits.waits")}</Text>}
      </div>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          {t("clinic.close")}
        </Button>
        {visit.state === "open" && (
          <Button component="a" href={roomOf(patientId, visit.id)} target="_blank" rel="noopener" onClick={close} ref={room}>
            {t("clinic.visits.room")}
          </Button>
        )}
      </Group>
    </>
  );
}
