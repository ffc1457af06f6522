import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

/** A page of something that is not there, or not for whoever asks. */
export function Nothing() {
  const { t } = useWords();
  return (
    <>
      <PageTitle>{t("clinic.notFound.title")}</PageTitle>
      <p>{t("clinic.notFound.text")}</p>
      <Anchor renderRoot={(props) => <Link {...props} to="/patients" />}>{t("clinic.notFound.patients")}</Anchor>
    </>
  );
}
