import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function AuditPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.audit")}</PageTitle>;
}
