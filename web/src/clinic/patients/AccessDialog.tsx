import { Alert, Button, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import { ApiProblem } from "../api/problem";
import { EmailField } from "../ui/EmailField";
import { refusalOf } from "../ui/problems";
import { useTell } from "../ui/tell";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";
import { useAccessActs } from "./access";
import { accessQuery, type Patient, type PortalAccess } from "./queries";

/** Acts that ask for the staff member's own password. */
export type AccessAct = "give" | "resend" | "move";

interface AccessDialogProps {
  patient: Patient;
  access: PortalAccess;
  act: AccessAct | undefined;
  onClose: () => void;
}

export function AccessDialog({ patient, access, act, onClose }: AccessDialogProps) {
  const { t } = useWords();
  const [last, setLast] = useState<AccessAct>("give"); // drawn still while the dialog goes away
  if (act && act !== last) setLast(act);
  const shown = act ?? last;
  return (
    <Modal opened={act !== undefined} onClose={onClose} title={t(`clinic.access.dialog.${shown}`, { name: patient.name })} closeOnClickOutside={false} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <AccessForm patient={patient} access={access} act={shown} onClose={onClose} />
    </Modal>
  );
}

/**
 * Who gives access to a chart reads what that means and enters the own password here, in the dialog:
 * whoever finds a desk left alone can do neither.
 */
function AccessForm({ patient, access, act, onClose }: Omit<AccessDialogProps, "act"> & { act: AccessAct }) {
  const words = useWords();
  const { t } = words;
  const tell = useTell();
  const queries = useQueryClient();
  const acts = useAccessActs(patient.id);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const { isPending, error, mutate } = acts[act];
  const address = act === "give" ? (access.email ?? "") : act === "move" ? email.trim() : (access.signInEmail ?? "");
  const wrongPassword = error instanceof ApiProblem && error.code === "sign_in_failed";
  const refusal = error && !wrongPassword ? refusalOf(words, error, (path) => path === "email" && act === "move") : undefined;
  const submit = () => {
    if (isPending || password === "" || address === "") return;
    mutate(
      { email: address, password, edition: access.responsibility.edition },
      {
        onSuccess: ({ state }) => {
          onClose();
          if (state !== "not-sent") tell.done(t(act === "move" && state === "active" ? "clinic.access.moving" : "clinic.access.mailed", { email: address }));
        },
        onError: (problem) => {
          setPassword("");
          input.current?.focus();
          // The text or the address is another one by now: it is shown, to be read again.
          if (problem instanceof ApiProblem && (problem.status === 409 || problem.status === 412)) void queries.invalidateQueries({ queryKey: accessQuery(patient.id).queryKey });
        },
      },
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Trouble text={refusal?.text} />
      <Stack>
        {act === "move" ? (
          <>
            <Text>{t(access.state === "active" ? "clinic.access.move.active" : "clinic.access.move.invited", { email: access.signInEmail ?? "" })}</Text>
            <EmailField label={t("clinic.access.newEmail")} value={email} onChange={setEmail} error={refusal?.at["email"]} data-autofocus />
          </>
        ) : (
          <Text>
            {t(act === "give" ? "clinic.access.to" : "clinic.access.resend.text")} <b>{address}</b>
          </Text>
        )}
        {act !== "resend" && (
          <Alert role="note" color="orange" icon={<TriangleAlert aria-hidden />}>
            <span lang="en">{access.responsibility.text}</span>
          </Alert>
        )}
        <PasswordInput
          ref={input}
          label={t("clinic.access.password")}
          description={t(act === "resend" ? "clinic.access.password.why" : "clinic.access.password.confirm")}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={wrongPassword && password === "" && t("clinic.access.password.wrong")}
          autoComplete="current-password"
          data-autofocus={act === "move" ? undefined : true}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("clinic.cancel")}
          </Button>
          <Button type="submit" loading={isPending} disabled={password === "" || address === ""}>
            {t("clinic.continue")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
