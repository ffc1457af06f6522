import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function ShareSettingsPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.settings.sharing")}</PageTitle>;
}
