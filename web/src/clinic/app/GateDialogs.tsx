import { Button, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { got, plainApi } from "../api/client";
import { ApiProblem } from "../api/problem";
import { settleGate, type Gate } from "../api/gates";
import { SignInForm } from "../start/SignInForm";
import { useProblemText } from "../ui/use-problem-text";
import { PasswordField } from "../ui/PasswordField";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";
import classes from "./GateDialogs.module.css";
import { sessionQuery, useSignedIn } from "./session";

/** The dialogs for which a call waits: signing in again, and entering one's password. */
export function GateDialogs({ gate }: { gate: Gate | undefined }) {
  const { t } = useWords();
  const signedIn = useSignedIn();
  const { data: former } = useQuery({ ...sessionQuery, enabled: false });
  const close = () => settleGate(false);
  return (
    <>
      <Modal opened={gate === "sign-in"} onClose={close} title={t("clinic.gate.signIn.title")} closeOnClickOutside={false} centered overlayProps={{ className: classes.closed ?? "" }} closeButtonProps={{ "aria-label": t("clinic.close") }}>
        <Text mb="md">{t("clinic.gate.signIn.text")}</Text>
        <SignInForm onSignedIn={(session) => signedIn(session) && settleGate(true)} />
        {former && (
          <Text size="sm" c="dimmed" mt="lg">
            {t("clinic.gate.signIn.other", { name: former.name })}
          </Text>
        )}
      </Modal>
      <Modal opened={gate === "step-up"} onClose={close} title={t("clinic.gate.stepUp.title")} closeOnClickOutside={false} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
        <StepUp onDone={() => settleGate(true)} onCancel={close} />
      </Modal>
    </>
  );
}

function StepUp({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const [password, setPassword] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const stepUp = useMutation({
    mutationFn: () => got(plainApi.POST("/api/session/step-up", { body: { password } })),
    onSuccess: onDone,
    onError: (problem) => {
      if (problem instanceof ApiProblem && problem.code === "unauthenticated") onDone(); // the call then asks to sign in
      else input.current?.select();
    },
  });
  const wrong = stepUp.error instanceof ApiProblem && stepUp.error.code === "sign_in_failed";
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (password === "") input.current?.focus();
        else if (!stepUp.isPending) stepUp.mutate();
      }}
    >
      <Text mb="md">{t("clinic.gate.stepUp.text")}</Text>
      <Trouble text={stepUp.error && !wrong ? text(stepUp.error) : undefined} />
      <PasswordField
        ref={input}
        label={t("clinic.gate.stepUp.password")}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={wrong && t("clinic.signIn.passwordWrong")}
        autoComplete="current-password"
        data-autofocus
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onCancel}>
          {t("clinic.cancel")}
        </Button>
        <Button type="submit" loading={stepUp.isPending}>
          {t("clinic.continue")}
        </Button>
      </Group>
    </form>
  );
}
