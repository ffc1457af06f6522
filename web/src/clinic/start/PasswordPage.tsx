import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";

export function PasswordPage() {
  const { t } = useWords();
  return <PageTitle>{t("clinic.signIn.title")}</PageTitle>;
}
