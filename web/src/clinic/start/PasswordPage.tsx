import { Anchor, Text } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useSignedIn } from "../app/session";
import { useWords } from "../words/words";
import { Door } from "./Door";
import { LinkEnded } from "./LinkEnded";
import { NewPasswordForm } from "./NewPasswordForm";
import { SignInForm } from "./SignInForm";

type State = { at: "choosing"; secret: string } | { at: "chosen" } | { at: "ended" };

/** Where the mailed link leads. Its secret is in the address once and nowhere afterwards: not in the history, not on the disk. */
export function PasswordPage() {
  const { t } = useWords();
  const { history } = useRouter();
  const signedIn = useSignedIn();
  const [state, setState] = useState<State>(() => {
    const secret = decodeURIComponent(location.hash.slice(1));
    return secret ? { at: "choosing", secret } : { at: "ended" };
  });
  useEffect(() => {
    if (location.hash) history.replace("/clinic/password");
  }, [history]);
  switch (state.at) {
    case "choosing":
      return (
        <Door title={t("clinic.password.title")}>
          <NewPasswordForm secret={state.secret} onChosen={() => setState({ at: "chosen" })} onEnded={() => setState({ at: "ended" })} />
        </Door>
      );
    case "chosen":
      return (
        <Door key="chosen" title={t("clinic.password.chosen")}>
          <Text mb="md">{t("clinic.password.chosen.text")}</Text>
          <SignInForm onSignedIn={(session) => signedIn(session) && history.replace("/clinic/patients")} />
        </Door>
      );
    case "ended":
      return (
        <Door
          key="ended"
          title={t("clinic.password.ended")}
          below={
            <Anchor component={Link} underline="always" to="/sign-in">
              {t("clinic.password.toSignIn")}
            </Anchor>
          }
        >
          <LinkEnded />
        </Door>
      );
  }
}
