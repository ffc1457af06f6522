import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useWords } from "../words/words";

/** A password, with a button by which its user can see what was typed; it can be reached by keyboard, as Mantine's own cannot. */
export function PasswordField({ error, ...rest }: PasswordInputProps) {
  const { t } = useWords();
  return <PasswordInput error={error} aria-invalid={error ? true : undefined} visibilityToggleButtonProps={{ "aria-label": t("clinic.password.show"), tabIndex: 0 }} {...rest} />;
}
