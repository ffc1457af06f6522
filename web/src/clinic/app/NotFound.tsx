import { Anchor, Button, Container } from "@mantine/core";
import { Link, type ErrorComponentProps } from "@tanstack/react-router";
import { useContext } from "react";
import { useProblemText } from "../ui/use-problem-text";
import { useWords } from "../words/words";
import { PageTitle } from "../ui/PageTitle";
import { SessionContext } from "./session";

export function NotFound() {
  const { t } = useWords();
  return (
    <Container component="main" py="xl">
      <PageTitle>{t("clinic.notFound.title")}</PageTitle>
      <p>{t("clinic.notFound.text")}</p>
      <Anchor component={Link} to="/patients">
        {t("clinic.notFound.patients")}
      </Anchor>
    </Container>
  );
}

/** A page that could not be drawn: a part of it could not be loaded, or it is our mistake. */
export function Broken({ error }: ErrorComponentProps) {
  const { t } = useWords();
  const text = useProblemText();
  const inShell = useContext(SessionContext) !== undefined;
  return (
    <Container component={inShell ? "div" : "main"} py="xl">
      <PageTitle>{t("clinic.broken.title")}</PageTitle>
      <p role="alert">{text(error)}</p>
      <Button onClick={() => location.reload()}>{t("clinic.again")}</Button>
    </Container>
  );
}
