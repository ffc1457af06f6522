import { Paper, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../app/session";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { Appearance } from "./Appearance";
import { OwnSessions } from "./OwnSessions";
import { factorsQuery, ownSessionsQuery } from "./queries";
import { SecondFactors } from "./SecondFactors";
import { Section } from "./Section";
import classes from "./Settings.module.css";

/** What belongs to who is signed in: how they sign in, where they are signed in, and how they like to read. */
export function AccountPage() {
  const { t } = useWords();
  const { name, email, role, practiceName } = useSession();
  const factors = useQuery(factorsQuery);
  const sessions = useQuery(ownSessionsQuery);
  return (
    <div className={classes.page}>
      <PageTitle>{t("clinic.nav.settings.account")}</PageTitle>
      <Paper withBorder p="lg" className={classes.section}>
        <Text fw={600} size="lg">
          {name}
        </Text>
        <Text>{email}</Text>
        <Text c="dimmed" size="sm" mt={4}>
          {t("clinic.account.at", { role: t(`clinic.role.${role}`), practice: practiceName })}
        </Text>
        <Text c="dimmed" size="sm">
          {t(role === "owner" ? "clinic.account.change.owner" : "clinic.account.change")}
        </Text>
      </Paper>
      <Section title={t("clinic.account.factors")}>
        <Loaded query={factors}>{(set) => <SecondFactors set={set} />}</Loaded>
      </Section>
      <Section title={t("clinic.account.sessions")}>
        <Loaded query={sessions}>{(own) => <OwnSessions sessions={own} />}</Loaded>
      </Section>
      <Section title={t("clinic.account.reading")}>
        <Appearance />
      </Section>
    </div>
  );
}
