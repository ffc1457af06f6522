import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function TrendsPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.patients")}</PageTitle>;
}
