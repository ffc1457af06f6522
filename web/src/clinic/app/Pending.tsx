import { Center, Loader } from "@mantine/core";
import { useWords } from "../words/words";

/** While it is found out who is signed in. */
export function Pending() {
  return (
    <main>
      <h1 className="visually-hidden">Chartshare</h1>
      <Waiting />
    </main>
  );
}

/** While a part of a page is loaded. */
export function Waiting() {
  const { t } = useWords();
  return (
    <Center mih="60vh">
      <Loader aria-label={t("clinic.loading")} />
    </Center>
  );
}
