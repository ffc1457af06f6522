import { Anchor, List } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useWords } from "../words/words";

/** A link works once, for three days, and only the newest: how to get another. */
export function LinkEnded() {
  const { t } = useWords();
  return (
    <>
      <p>{t("clinic.password.ended.text")}</p>
      <List spacing="sm">
        <List.Item>{t("clinic.password.ended.chosen")}</List.Item>
        <List.Item>{t("clinic.password.ended.staff")}</List.Item>
        <List.Item>
          {t("clinic.password.ended.owner")}{" "}
          <Anchor component={Link} underline="always" to="/register">
            {t("clinic.signIn.register")}
          </Anchor>
        </List.Item>
      </List>
    </>
  );
}
