import { Anchor, Text } from "@mantine/core";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useSignedIn } from "../app/session";
import { useWords } from "../words/words";
import { Door } from "./Door";
import { PasswordHelp } from "./PasswordHelp";
import { ResumingSignInForm } from "./SignInForm";

export function SignInPage() {
  const { t } = useWords();
  const { next } = useSearch({ from: "/sign-in" });
  const { history } = useRouter();
  const signedIn = useSignedIn();
  return (
    <Door
      title={t("clinic.signIn.title")}
      below={
        <Text>
          {t("clinic.signIn.new")}{" "}
          <Anchor component={Link} underline="always" to="/register">
            {t("clinic.signIn.register")}
          </Anchor>
        </Text>
      }
    >
      <ResumingSignInForm onSignedIn={(session) => signedIn(session) && history.replace(`/clinic${next ?? "/patients"}`)} />
      <PasswordHelp />
    </Door>
  );
}
