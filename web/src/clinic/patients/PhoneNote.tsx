import { Alert } from "@mantine/core";
import { formatDate } from "../../shared/format";
import { useWords } from "../words/words";
import { readablePhone } from "./phone";
import type { Patient } from "./queries";

const colors = { none: "gray", "not-mobile": "orange", unverified: "orange", verified: "green", "not-theirs": "red" } as const;

/** What is known of the number, and what follows from it. */
export function PhoneNote({ patient: { phone = "", phoneStatus, phoneVerifiedAt, optedOut } }: { patient: Patient }) {
  const { t, language } = useWords();
  return (
    <div role="status">
      <Alert role="note" color={colors[phoneStatus]} variant="light">
        {t(`clinic.phone.note.${phoneStatus}`, { phone: readablePhone(phone), date: phoneVerifiedAt ? formatDate(language, phoneVerifiedAt) : "" })}
      </Alert>
      {optedOut && (
        <Alert role="note" color="red" variant="light" mt="xs">
          {t("clinic.phone.optedOut")}
        </Alert>
      )}
    </div>
  );
}
