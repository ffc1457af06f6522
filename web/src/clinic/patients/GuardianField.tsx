import { Checkbox, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ageAt } from "../../shared/age";
import { useWords } from "../words/words";

const adultYears = 18;

/** Whether somebody born on the day is under 18 today; who has no date of birth is not treated as such. */
export function isMinor(dateOfBirth: string | undefined): boolean {
  if (!dateOfBirth) return false;
  const { unit, value } = ageAt(dateOfBirth, new Date().toISOString());
  return unit !== "years" || value < adultYears;
}

interface GuardianFieldProps {
  dateOfBirth: string | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
  error?: ReactNode;
}

/** Whether the number is a parent's or guardian's, and why that is asked. */
export function GuardianField({ dateOfBirth, checked, onChange, error }: GuardianFieldProps) {
  const { t } = useWords();
  const minor = isMinor(dateOfBirth);
  if (!minor && dateOfBirth && !checked) return null; // an adult's number is their own
  const why = minor ? (checked ? undefined : "clinic.phone.guardian.minor") : dateOfBirth ? "clinic.phone.guardian.adult" : undefined;
  return (
    <div>
      <Checkbox label={t("clinic.phone.guardian")} checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} error={error} />
      <div role="status">
        {why && (
          <Text size="sm" mt="xs" c="orange">
            {t(why)}
          </Text>
        )}
      </div>
    </div>
  );
}
