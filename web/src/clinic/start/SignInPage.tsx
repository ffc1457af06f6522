import { Container, Paper } from "@mantine/core";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useSignedIn } from "../app/session";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { SignInForm } from "./SignInForm";

export function SignInPage() {
  const { t } = useWords();
  const { next } = useSearch({ from: "/sign-in" });
  const { history } = useRouter();
  const signedIn = useSignedIn();
  return (
    <Container component="main" size="xs" py="xl">
      <Paper withBorder p="xl">
        <PageTitle>{t("clinic.signIn.title")}</PageTitle>
        <SignInForm
          onSignedIn={(session) => {
            signedIn(session);
            history.push(`/clinic${next ?? "/patients"}`);
          }}
        />
      </Paper>
    </Container>
  );
}
