import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function AccountPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.settings.account")}</PageTitle>;
}
