import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function StaffPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.settings.staff")}</PageTitle>;
}
