import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { refusalOf } from "../ui/problems";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";
import { GuardianField } from "./GuardianField";
import { readablePhone } from "./phone";
import { PhoneNote } from "./PhoneNote";
import type { Patient } from "./queries";
import { SamePhone } from "./SamePhone";
import { useSendCode, type Sent } from "./send-code";

interface EnterNumberProps {
  given: Patient;
  onSent: (patient: Patient, sent: Sent) => void;
  onClose: () => void;
}

/** The number, and what is known of it; sends the code. */
export function EnterNumber({ given, onSent, onClose }: EnterNumberProps) {
  const words = useWords();
  const { t } = words;
  const [known, setKnown] = useState(given);
  const [phone, setPhone] = useState(readablePhone(given.phone ?? ""));
  const [guardians, setGuardians] = useState(given.phoneIsGuardians);
  const [stored, setStored] = useState<Patient>();
  const send = useSendCode();

  const same = phone.trim() === readablePhone(known.phone ?? "") && guardians === known.phoneIsGuardians;
  const refusal = send.error ? refusalOf(words, send.error, (path) => path === "phone" || path === "phoneIsGuardians") : undefined;
  const submit = async () => {
    if (send.isPending || stored) return;
    const done = await send.mutateAsync({ known, entered: same ? undefined : { phone: phone.trim(), guardians } });
    if (done.result === "conflict") return setStored(done.patient);
    setKnown(done.patient);
    if (done.result === "sent") onSent(done.patient, done.sent);
  };
  /** From here on the change rests on what is stored now. */
  const settle = (patient: Patient, keep: "mine" | "stored") => {
    setStored(undefined);
    setKnown(patient);
    if (keep === "mine") return;
    setPhone(readablePhone(patient.phone ?? ""));
    setGuardians(patient.phoneIsGuardians);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit().catch(() => {}); // the form shows it
      }}
    >
      <Trouble text={refusal?.text} />
      <Stack>
        <PhoneNote patient={known} />
        {stored && (
          <Alert color="orange" role="alert" title={t("clinic.phone.conflict")}>
            {t("clinic.phone.conflict.text")}
            <Stack gap="xs" mt="sm" align="stretch">
              <Button variant="default" h="auto" py="xs" onClick={() => settle(stored, "stored")}>
                {stored.phone ? t("clinic.phone.conflict.stored", { phone: readablePhone(stored.phone) }) : t("clinic.phone.conflict.none")}
              </Button>
              <Button variant="default" h="auto" py="xs" onClick={() => settle(stored, "mine")}>
                {t("clinic.phone.conflict.mine", { phone })}
              </Button>
            </Stack>
          </Alert>
        )}
        <div>
          <TextInput
            label={t("clinic.phone.label")}
            description={t("clinic.phone.hint")}
            type="tel"
            autoComplete="off"
            maxLength={40}
            value={phone}
            onChange={(event) => setPhone(event.currentTarget.value)}
            error={refusal?.at["phone"]}
            data-autofocus
          />
          <SamePhone phone={phone} except={given.id} />
        </div>
        {phone.trim() !== "" && <GuardianField dateOfBirth={given.dateOfBirth} checked={guardians} onChange={setGuardians} error={refusal?.at["phoneIsGuardians"]} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("clinic.cancel")}
          </Button>
          <Button type="submit" loading={send.isPending} disabled={phone.trim() === "" || stored !== undefined || (same && (known.phoneStatus === "verified" || known.phoneStatus === "not-mobile"))}>
            {t("clinic.phone.send")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
