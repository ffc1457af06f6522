import { Alert } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { useWords } from "../words/words";

/** Says while the browser has no connection: what is read may be old, and nothing is saved. */
export function ConnectionNote() {
  const { t } = useWords();
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <Alert color="yellow" mb="md">
          {t("clinic.offline")}
        </Alert>
      )}
    </div>
  );
}
