import { TextInput, type TextInputProps } from "@mantine/core";
import { ageAt } from "../../shared/age";
import { useWords } from "../words/words";
import { readDay, typedDay } from "./day";

interface DateFieldProps extends Omit<TextInputProps, "value" | "onChange"> {
  /** As typed. */
  value: string;
  onChange: (typed: string) => void;
}

/** A day of birth, typed as day, month and year. It says how old that makes somebody, so that a wrong year is seen. */
export function DateField({ value, onChange, onBlur, ...rest }: DateFieldProps) {
  const { t, count } = useWords();
  const day = readDay(value);
  const past = day !== undefined && new Date(day + "T00:00Z") <= new Date();
  const age = past ? ageAt(day, new Date().toISOString()) : undefined;
  return (
    <TextInput
      inputMode="numeric"
      autoComplete="off"
      placeholder={t("clinic.patient.dateOfBirth.placeholder")}
      maxLength={20}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={(event) => {
        if (day) onChange(typedDay(day));
        onBlur?.(event);
      }}
      inputWrapperOrder={["label", "input", "error", "description"]}
      descriptionProps={{ component: "div" }}
      description={<span role="status">{age ? t("clinic.patient.age", { age: count(`paper.age.${age.unit}`, age.value) }) : t("clinic.patient.dateOfBirth.hint")}</span>}
    />
  );
}
