import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function WorklistPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.worklist")}</PageTitle>;
}
