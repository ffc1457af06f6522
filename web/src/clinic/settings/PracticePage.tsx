import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { may, useSession } from "../app/session";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { ProfileForm } from "./ProfileForm";
import { ProfileView } from "./ProfileView";
import { practiceQuery } from "./queries";
import classes from "./Settings.module.css";

/** What the practice is called and where it is: on bills and letters, and to its patients. */
export function PracticePage() {
  const { t } = useWords();
  const owner = may.manage(useSession().role);
  const query = useQuery(practiceQuery);
  return (
    <div className={classes.page}>
      <PageTitle>{t("clinic.nav.settings.practice")}</PageTitle>
      <Text mb="lg">{t(owner ? "clinic.practice.text" : "clinic.practice.readOnly")}</Text>
      <Loaded query={query}>{(practice) => (owner ? <ProfileForm practice={practice} /> : <ProfileView practice={practice} />)}</Loaded>
    </div>
  );
}
