import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { got, plainApi } from "../api/client";
import { ApiProblem } from "../api/problem";
import { refusalOf } from "../ui/problems";
import { PasswordField } from "../ui/PasswordField";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";

/** NIST SP 800-63B-4: length is what counts, and there are no rules of composition (internal/password). */
const leastCharacters = 15;

/** How many characters a password has, as the server counts them. */
export const charactersIn = (password: string): number => [...password.normalize("NFKC")].length;

interface NewPasswordFormProps {
  secret: string;
  onChosen: () => void;
  onEnded: () => void;
}

/** Chooses a password, with the secret of the mailed link. */
export function NewPasswordForm({ secret, onChosen, onEnded }: NewPasswordFormProps) {
  const words = useWords();
  const { t, count } = words;
  const input = useRef<HTMLInputElement>(null);
  const [password, setPassword] = useState("");
  const [tooEarly, setTooEarly] = useState(false);
  useEffect(() => input.current?.focus(), []);
  const choose = useMutation({
    mutationFn: () => got(plainApi.POST("/api/passwords", { body: { token: secret, password } })),
    onSuccess: onChosen,
    onError: (problem) => {
      if (problem instanceof ApiProblem && problem.code === "password_link_ended") onEnded();
      else input.current?.focus();
    },
  });
  const missing = leastCharacters - charactersIn(password);
  const refusal = choose.error ? refusalOf(words, choose.error, (path) => path === "password") : undefined;
  const wrong = tooEarly && missing > 0 ? t("clinic.password.short", { least: leastCharacters }) : refusal?.at["password"];
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTooEarly(missing > 0);
        if (missing > 0) input.current?.focus();
        else if (!choose.isPending) choose.mutate();
      }}
    >
      <Text mb="md">{t("clinic.password.rule", { least: leastCharacters })}</Text>
      <Trouble text={refusal?.text} />
      <PasswordField
        ref={input}
        label={t("clinic.password.new")}
        description={password === "" ? t("clinic.password.example") : missing > 0 ? count("clinic.password.missing", missing) : t("clinic.password.long")}
        inputWrapperOrder={["label", "input", "error", "description"]}
        value={password}
        onChange={(event) => {
          setPassword(event.currentTarget.value);
          if (choose.error) choose.reset();
        }}
        error={wrong}
        autoComplete="new-password"
      />
      <Button type="submit" fullWidth mt="lg" loading={choose.isPending}>
        {t("clinic.password.save")}
      </Button>
    </form>
  );
}
