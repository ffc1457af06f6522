import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function EditRecordPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.nav.patients")}</PageTitle>;
}
