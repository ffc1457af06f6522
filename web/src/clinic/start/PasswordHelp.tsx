import { Text } from "@mantine/core";
import { useWords } from "../words/words";
import classes from "./PasswordHelp.module.css";

/** What to do without a password that works: only a person who knows you gets you a link to choose one. */
export function PasswordHelp() {
  const { t } = useWords();
  return (
    <details className={classes.help}>
      <summary>{t("clinic.signIn.lost")}</summary>
      <Text mt="xs">{t("clinic.signIn.lost.ask")}</Text>
      <Text mt="xs">{t("clinic.signIn.lost.mail")}</Text>
      <Text mt="xs">{t("clinic.signIn.lost.owner")}</Text>
    </details>
  );
}
