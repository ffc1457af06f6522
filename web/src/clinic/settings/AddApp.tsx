import { Anchor, Button, Code, Group, List, Modal, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { components } from "../../api/schema";
import { api, got } from "../api/client";
import { ApiProblem } from "../api/problem";
import { Trouble } from "../ui/Trouble";
import { useFocusBack } from "../ui/use-focus-back";
import { useProblemText } from "../ui/use-problem-text";
import { useWords } from "../words/words";
import type { Factors } from "./queries";
import { QrCode } from "./QrCode";
import classes from "./QrCode.module.css";

interface AddAppProps {
  enrolment: components["schemas"]["AppEnrolment"];
  onAdded: (factors: Factors) => void;
  onClose: () => void;
}

/** Hands the secret to an authenticator app, and asks for the first code. */
export function AddApp({ enrolment: { secret, uri }, onAdded, onClose }: AddAppProps) {
  const { t } = useWords();
  useFocusBack();
  const text = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState("");
  const confirm = useMutation({
    mutationFn: () => got(api.POST("/api/session/factors/totp/confirmation", { body: { code: code.replace(/\s/g, "") } })),
    onSuccess: onAdded,
    onError: () => input.current?.select(),
  });
  const wrong = confirm.error instanceof ApiProblem && confirm.error.code === "code_wrong";
  return (
    <Modal opened onClose={onClose} title={t("clinic.account.app.add")} closeOnClickOutside={false} closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() === "") input.current?.focus();
          else if (!confirm.isPending) confirm.mutate();
        }}
      >
        <Trouble text={confirm.error && !wrong ? text(confirm.error) : undefined} />
        <List type="ordered" spacing="md">
          <List.Item>{t("clinic.account.app.get")}</List.Item>
          <List.Item>
            {t("clinic.account.app.scan")}
            <QrCode text={uri} label={t("clinic.account.app.qr")} />
            <Text size="sm">{t("clinic.account.app.type")}</Text>
            <Code block fz="sm" my={4} className={classes.secret}>
              {secret.replace(/.{4}(?=.)/g, "$& ")}
            </Code>
            <Anchor href={uri} size="sm">
              {t("clinic.account.app.open")}
            </Anchor>
          </List.Item>
          <List.Item>{t("clinic.account.app.enter")}</List.Item>
        </List>
        <TextInput
          ref={input}
          mt="md"
          label={t("clinic.signIn.totp.code")}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={wrong && t("clinic.signIn.totp.wrong")}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          data-autofocus
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t("clinic.cancel")}
          </Button>
          <Button type="submit" loading={confirm.isPending}>
            {t("clinic.account.app.confirm")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
