import { Anchor, TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedValue, useUncontrolled } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState, type FocusEvent } from "react";
import { got, plainApi } from "../api/client";
import { useWords } from "../words/words";
import { addressIn, looksWhole, markOf } from "./email";
import classes from "./EmailField.module.css";

const typingMilliseconds = 350;
const keptMilliseconds = 5 * 60_000;

/** Whether mail can reach the address. What the check itself cannot say is not the address's fault. */
function useEmailCheck(address: string, wanted: boolean) {
  const [settled] = useDebouncedValue(address, typingMilliseconds);
  const { data } = useQuery({
    queryKey: ["email-check", settled],
    queryFn: ({ signal }) => got(plainApi.POST("/api/email-checks", { body: { email: settled }, signal })),
    enabled: wanted && settled === address,
    staleTime: keptMilliseconds,
    retry: false,
  });
  return wanted && settled === address ? data : undefined;
}

interface EmailFieldProps extends Omit<TextInputProps, "value" | "defaultValue" | "onChange" | "type"> {
  value?: string;
  defaultValue?: string;
  onChange?: (address: string) => void;
}

/**
 * An e-mail address that is checked as it is typed: a green border with a tick for one that takes
 * mail, words for one that certainly does not, and nothing at all where nobody knows. It stops nobody
 * from saving. In a form: `<EmailField {...form.getInputProps("email")} />`.
 */
export function EmailField({ value, defaultValue, onChange, onFocus, onBlur, label, error, description, ...rest }: EmailFieldProps) {
  const { t } = useWords();
  const [address, setAddress] = useUncontrolled({ finalValue: "", ...(value !== undefined && { value }), ...(defaultValue !== undefined && { defaultValue }), ...(onChange && { onChange }) });
  const [typing, setTyping] = useState(false);
  const check = useEmailCheck(address, address !== "" && (!typing || looksWhole(address)));
  const mark = markOf(check);
  const wrong = mark !== "none" && mark !== "good" ? t(`clinic.email.reason.${mark}`) : undefined;
  const suggested = check?.suggestion;
  const focus = (typing: boolean, then?: (event: FocusEvent<HTMLInputElement>) => void) => (event: FocusEvent<HTMLInputElement>) => {
    setTyping(typing);
    then?.(event);
  };
  return (
    <TextInput
      inputMode="email"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={320}
      {...rest}
      label={label ?? t("clinic.email.label")}
      value={address}
      onChange={(event) => setAddress(addressIn(event.currentTarget.value))}
      onFocus={focus(true, onFocus)}
      onBlur={focus(false, onBlur)}
      error={error || wrong}
      classNames={mark === "good" && !error ? { input: classes.good } : {}}
      rightSection={mark === "good" && !error ? <CircleCheck size={18} className={classes.tick} aria-hidden /> : undefined}
      inputWrapperOrder={["label", "input", "error", "description"]}
      descriptionProps={{ component: "div" }}
      description={
        <>
          {description}
          <div role="status">
            {mark === "good" && <span className="visually-hidden">{t("clinic.email.good")}</span>}
            {check?.warnings.includes("role_address") && (
              <span className={classes.warning}>
                <TriangleAlert size={16} aria-hidden />
                {t("clinic.email.role")}
              </span>
            )}
            {suggested && (
              <Anchor component="button" type="button" size="sm" ta="start" onClick={() => setAddress(suggested)}>
                {t("clinic.email.suggestion", { address: suggested })}
              </Anchor>
            )}
          </div>
        </>
      }
    />
  );
}
