import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiProblem } from "../api/problem";
import { PasswordField } from "../ui/PasswordField";
import { Trouble } from "../ui/Trouble";
import { useProblemText } from "../ui/use-problem-text";
import { useWords } from "../words/words";
import { enter, type Entered } from "./second-factor";

/** From then on each try must wait, and the right password is refused like a wrong one. */
const triesBeforeWaiting = 4;

/** E-mail and password. `late`: the second factor took too long. */
export function PasswordStep({ late, onEntered }: { late: boolean; onEntered: (entered: Entered) => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [failed, setFailed] = useState(0);
  useEffect(() => first.current?.focus(), []);
  const signIn = useMutation({
    mutationFn: () => enter(email, password),
    onSuccess: onEntered,
    onError: (problem) => {
      if (!(problem instanceof ApiProblem) || problem.code !== "sign_in_failed") return;
      setFailed((n) => n + 1);
      second.current?.select();
    },
  });
  const trouble = signIn.error ? text(signIn.error) + (failed >= triesBeforeWaiting ? ` ${t("clinic.signIn.wait")}` : "") : late ? t("clinic.signIn.late") : undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (signIn.isPending) return;
        if (email.trim() === "") first.current?.focus();
        else if (password === "") second.current?.focus();
        else signIn.mutate();
      }}
    >
      <Trouble text={trouble} />
      <TextInput ref={first} label={t("clinic.signIn.email")} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} autoComplete="username" autoCapitalize="none" spellCheck={false} data-autofocus />
      <PasswordField
        ref={second}
        label={t("clinic.signIn.password")}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        mt="md"
      />
      <Button type="submit" fullWidth mt="lg" loading={signIn.isPending}>
        {t("clinic.signIn.send")}
      </Button>
    </form>
  );
}
