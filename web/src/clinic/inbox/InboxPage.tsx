import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function InboxPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.inbox")}</PageTitle>;
}
