import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useWords } from "../words/words";
import { Door } from "./Door";
import { RegisterForm } from "./RegisterForm";

/** Registers a practice. The answer is the same whether or not the address is known: the mail tells. */
export function RegisterPage() {
  const { t } = useWords();
  const [sentTo, setSentTo] = useState<string>();
  const below = (
    <Text>
      {t("clinic.register.known")}{" "}
      <Anchor component={Link} underline="always" to="/sign-in">
        {t("clinic.signIn.title")}
      </Anchor>
    </Text>
  );
  if (sentTo === undefined) {
    return (
      <Door title={t("clinic.register.title")} wide below={below}>
        <RegisterForm onSent={setSentTo} />
      </Door>
    );
  }
  return (
    <Door key="sent" title={t("clinic.register.sent")} below={below}>
      <Text mb="sm">{t("clinic.register.sent.text", { email: sentTo })}</Text>
      <Text mb="sm">{t("clinic.register.sent.next")}</Text>
      <Text c="dimmed" size="sm" mb="md">
        {t("clinic.register.sent.nothing")}
      </Text>
      <Anchor component="button" underline="always" type="button" onClick={() => setSentTo(undefined)}>
        {t("clinic.register.sent.again")}
      </Anchor>
    </Door>
  );
}
