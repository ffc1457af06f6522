import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { got, plainApi } from "../api/client";
import type { Session } from "../app/session";
import { useProblemText } from "../ui/use-problem-text";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";

/** E-mail and password. A pasted address may have spaces around it. */
export function SignInForm({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const { t } = useWords();
  const text = useProblemText();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: async () => {
      await got(plainApi.POST("/api/sessions", { body: { email: email.trim(), password } }));
      return got(plainApi.GET("/api/session"));
    },
    onSuccess: onSignedIn,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!signIn.isPending) signIn.mutate();
      }}
    >
      <Trouble text={signIn.error ? text(signIn.error) : undefined} />
      <TextInput label={t("clinic.signIn.email")} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} autoComplete="username" data-autofocus />
      <PasswordInput label={t("clinic.signIn.password")} value={password} onChange={(event) => setPassword(event.currentTarget.value)} autoComplete="current-password" mt="md" />
      <Button type="submit" fullWidth mt="lg" loading={signIn.isPending}>
        {t("clinic.signIn.send")}
      </Button>
    </form>
  );
}
