import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function PracticePage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.settings.practice")}</PageTitle>;
}
