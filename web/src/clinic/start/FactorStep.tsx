import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiProblem } from "../api/problem";
import type { Session } from "../app/session";
import { Trouble } from "../ui/Trouble";
import { useProblemText } from "../ui/use-problem-text";
import { useWords } from "../words/words";
import { passCode, passPasskey, PasskeyUnused, type Method } from "./second-factor";

interface FactorStepProps {
  /** The strongest first. */
  methods: readonly Method[];
  onPassed: (session: Session) => void;
  /** Back to the password; `late` if the time for this is over. */
  onStartOver: (late: boolean) => void;
}

/** The second factor, by the strongest way that there is; the others are offered. */
export function FactorStep({ methods, onPassed, onStartOver }: FactorStepProps) {
  const { t } = useWords();
  const [method, setMethod] = useState<Method>(methods[0] ?? "totp");
  const onProblem = (problem: unknown) => {
    if (problem instanceof ApiProblem && problem.code === "unauthenticated") onStartOver(true);
  };
  const props = { onPassed, onProblem };
  return (
    <>
      <Text fw={600} component="h2" size="lg" mb={4}>
        {t("clinic.signIn.factor.title")}
      </Text>
      {method === "passkey" ? <PasskeyForm {...props} /> : <CodeForm key={method} method={method} {...props} />}
      <Stack gap="xs" mt="lg" align="flex-start">
        {methods
          .filter((other) => other !== method)
          .map((other) => (
            <Anchor key={other} component="button" type="button" size="sm" onClick={() => setMethod(other)}>
              {t(`clinic.signIn.other.${other}`)}
            </Anchor>
          ))}
        <Anchor component="button" type="button" size="sm" onClick={() => onStartOver(false)}>
          {t("clinic.signIn.startOver")}
        </Anchor>
      </Stack>
    </>
  );
}

interface FormProps {
  onPassed: (session: Session) => void;
  onProblem: (problem: unknown) => void;
}

function PasskeyForm({ onPassed, onProblem }: FormProps) {
  const { t } = useWords();
  const text = useProblemText();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const pass = useMutation({ mutationFn: passPasskey, onSuccess: onPassed, onError: onProblem });
  return (
    <>
      <Text mb="md">{t("clinic.signIn.passkey.text")}</Text>
      <Trouble text={pass.error ? (pass.error instanceof PasskeyUnused ? t("clinic.signIn.passkey.unused") : text(pass.error)) : undefined} />
      <Button ref={button} fullWidth loading={pass.isPending} onClick={() => pass.mutate()} data-autofocus>
        {t("clinic.signIn.passkey.use")}
      </Button>
    </>
  );
}

function CodeForm({ method, onPassed, onProblem }: FormProps & { method: Exclude<Method, "passkey"> }) {
  const { t } = useWords();
  const text = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState("");
  useEffect(() => input.current?.focus(), []);
  const pass = useMutation({
    mutationFn: () => passCode(method, code),
    onSuccess: onPassed,
    onError: (problem) => {
      input.current?.select();
      onProblem(problem);
    },
  });
  const wrong = pass.error instanceof ApiProblem && pass.error.code === "code_wrong";
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() === "") input.current?.focus();
        else if (!pass.isPending) pass.mutate();
      }}
    >
      <Text mb="md">{t(`clinic.signIn.${method}.text`)}</Text>
      <Trouble text={pass.error && !wrong ? text(pass.error) : undefined} />
      <TextInput
        ref={input}
        label={t(`clinic.signIn.${method}.code`)}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={wrong && t(`clinic.signIn.${method}.wrong`)}
        inputMode={method === "totp" ? "numeric" : "text"}
        autoComplete={method === "totp" ? "one-time-code" : "off"}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        data-autofocus
      />
      <Button type="submit" fullWidth mt="lg" loading={pass.isPending}>
        {t("clinic.signIn.send")}
      </Button>
    </form>
  );
}
