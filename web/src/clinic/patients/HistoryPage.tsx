import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function HistoryPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.patients")}</PageTitle>;
}
