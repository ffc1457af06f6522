import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../words/words";
import { momentOf, momentText } from "../editor/moment";

interface MomentInputProps extends Omit<TextInputProps, "value" | "onChange"> {
  value: string | undefined;
  change: (next: string | undefined) => void;
}

/**
 * A date and a time, in the zone of this computer. It shows what is typed as long as one is at it: a year
 * comes digit by digit, and what was put in its place meanwhile would take the next digit away.
 */
export function MomentInput({ value, change, error, onBlur, ...rest }: MomentInputProps) {
  const { t } = useWords();
  const [typed, setTyped] = useState<string>();
  const [left, setLeft] = useState(true);
  const unread = !!typed && momentOf(typed) === undefined;
  return (
    <TextInput
      type="datetime-local"
      max="9999-12-31T23:59" // without it, a year has six digits
      {...rest}
      value={typed ?? momentText(value)}
      error={unread && left ? t("clinic.form.part.notMoment") : error}
      data-unread={unread || undefined}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        setLeft(false);
        change(currentTarget.value ? momentOf(currentTarget.value) : undefined);
      }}
      onBlur={(event) => {
        setLeft(true);
        if (!unread) setTyped(undefined);
        onBlur?.(event);
      }}
    />
  );
}
