import { Container } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { may, useSession } from "../app/session";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { shareSettingsQuery } from "./queries";
import { SettingsHistory } from "./SettingsHistory";
import { ShareSettingsForm } from "./ShareSettingsForm";

/** What is shared with patients by itself. The owner changes it, everybody sees it. */
export function ShareSettingsPage() {
  const { t } = useWords();
  const { role } = useSession();
  const query = useQuery(shareSettingsQuery);
  return (
    <Container size="md" px={0} mx={0}>
      <PageTitle>{t("clinic.nav.settings.sharing")}</PageTitle>
      <Loaded query={query}>
        {(settings) => (
          <>
            <ShareSettingsForm stored={settings} mayChange={may.manage(role)} />
            <SettingsHistory />
          </>
        )}
      </Loaded>
    </Container>
  );
}
