import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function MessagingPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.settings.messages")}</PageTitle>;
}
