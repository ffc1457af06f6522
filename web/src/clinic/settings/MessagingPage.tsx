import { Container } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { may, useSession } from "../app/session";
import { messagingQuery } from "../inbox/queries";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { MessagingForm } from "./MessagingForm";

/** Whether patients may write, and how soon the practice promises to answer. */
export function MessagingPage() {
  const { t } = useWords();
  const { role } = useSession();
  const query = useQuery(messagingQuery);
  return (
    <Container size="md" px={0} mx={0}>
      <PageTitle>{t("clinic.nav.settings.messages")}</PageTitle>
      <Loaded query={query}>{(settings) => <MessagingForm stored={settings} mayChange={may.manage(role)} />}</Loaded>
    </Container>
  );
}
