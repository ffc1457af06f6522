import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { digitsOf } from "../../shared/digits";
import { api, got } from "../api/client";
import { ApiProblem } from "../api/problem";
import { useProblemText } from "../ui/use-problem-text";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";
import { usePatientChanged, type Patient } from "./queries";
import type { Sent } from "./send-code";
import { useCountdown } from "./use-countdown";

const codeDigits = 6;

interface EnterCodeProps {
  patient: Patient;
  sent: Sent;
  onVerified: (patient: Patient) => void;
  onBack: () => void;
}

/** The code that the patient reads out. The sixth digit sends it. */
export function EnterCode({ patient, sent, onVerified, onBack }: EnterCodeProps) {
  const { t } = useWords();
  const text = useProblemText();
  const changed = usePatientChanged();
  const input = useRef<HTMLInputElement>(null);
  const [when, setWhen] = useState(sent.when);
  const [code, setCode] = useState("");
  const [wait, beginWait] = useCountdown(sent.resendInSeconds);
  const path = { path: { patientId: patient.id } };
  const verify = useMutation({
    mutationFn: (code: string) => got(api.POST("/api/patients/{patientId}/phone-verification", { params: path, body: { code } })),
    onSuccess: (patient) => {
      changed(patient);
      onVerified(patient);
    },
    onError: () => input.current?.select(),
  });
  const resend = useMutation({
    mutationFn: () => got(api.POST("/api/patients/{patientId}/phone-codes", { params: path })),
    onSuccess: (sent) => {
      setWhen("now");
      beginWait(sent.resendInSeconds);
      setCode("");
      verify.reset();
      setTimeout(() => input.current?.focus()); // once it is no longer disabled
    },
    onError: (problem) => problem instanceof ApiProblem && problem.code === "code_too_soon" && beginWait(problem.retryAfterSeconds),
  });
  const send = (code: string) => {
    if (code.length === codeDigits && !verify.isPending) verify.mutate(code);
  };
  const wrong = verify.error instanceof ApiProblem && verify.error.code === "code_wrong";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send(code);
      }}
    >
      <Text mb="md">{t(`clinic.phone.code.text.${when}`, { hint: sent.hint })}</Text>
      <Trouble text={verify.error && !wrong ? text(verify.error) : resend.error ? text(resend.error) : undefined} />
      <TextInput
        ref={input}
        label={t("clinic.phone.code.label")}
        inputMode="numeric"
        autoComplete="off"
        maxLength={12}
        size="lg"
        value={code}
        error={wrong && text(verify.error)}
        onChange={(event) => {
          const next = digitsOf(event.currentTarget.value).slice(0, codeDigits);
          setCode(next);
          if (next !== code) send(next);
        }}
        disabled={when === "not-yet"}
        autoFocus
      />
      <Group mt="xs" gap="xs" role="group">
        <Button variant="subtle" size="compact-md" disabled={wait > 0} loading={resend.isPending} onClick={() => resend.mutate()}>
          {wait > 0 ? t("clinic.phone.code.againIn", { seconds: wait }) : t("clinic.phone.code.again")}
        </Button>
        <Button variant="subtle" size="compact-md" onClick={onBack}>
          {t("clinic.phone.code.otherNumber")}
        </Button>
      </Group>
      <Group justify="flex-end" mt="lg">
        <Button type="submit" loading={verify.isPending} disabled={code.length < codeDigits}>
          {t("clinic.phone.code.verify")}
        </Button>
      </Group>
    </form>
  );
}
