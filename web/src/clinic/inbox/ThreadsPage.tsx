import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function ThreadsPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.inbox")}</PageTitle>;
}
