import { Button, Group, Modal, PasswordInput, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { got, plainApi } from "../api/client";
import { openGate, settleGate, watchGates } from "../api/gates";
import { SignInForm } from "../start/SignInForm";
import { useProblemText } from "../ui/use-problem-text";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";

/** The dialogs for which a call waits: signing in again, and entering one's password. */
export function Gates() {
  const gate = useSyncExternalStore(watchGates, openGate);
  const { t } = useWords();
  const close = () => settleGate(false);
  return (
    <>
      <Modal opened={gate === "sign-in"} onClose={close} title={t("clinic.gate.signIn.title")} closeOnClickOutside={false} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
        <Text mb="md">{t("clinic.gate.signIn.text")}</Text>
        <SignInForm onSignedIn={() => settleGate(true)} />
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
  const stepUp = useMutation({ mutationFn: () => got(plainApi.POST("/api/session/step-up", { body: { password } })), onSuccess: onDone });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!stepUp.isPending) stepUp.mutate();
      }}
    >
      <Text mb="md">{t("clinic.gate.stepUp.text")}</Text>
      <Trouble text={stepUp.error ? text(stepUp.error) : undefined} />
      <PasswordInput label={t("clinic.gate.stepUp.password")} value={password} onChange={(event) => setPassword(event.currentTarget.value)} autoComplete="current-password" data-autofocus />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onCancel}>
          {t("clinic.cancel")}
        </Button>
        <Button type="submit" loading={stepUp.isPending} disabled={password === ""}>
          {t("clinic.continue")}
        </Button>
      </Group>
    </form>
  );
}
