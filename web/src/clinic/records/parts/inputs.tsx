import { NativeSelect, Text, TextInput, type NativeSelectProps, type TextInputProps } from "@mantine/core";
import { useWords } from "../../words/words";
import { readNumber, readPercent, readRupees, showPercent, showRupees } from "./numbers";
import { TypedInput, type TypedInputProps } from "./TypedInput";

type Typed = Omit<TypedInputProps<number>, "show" | "read" | "hint">;

const mark = (text: string) => (
  <Text span size="sm" c="dimmed" aria-hidden>
    {text}
  </Text>
);

/** Rupees, kept in paise. */
export function MoneyInput(props: Typed) {
  const { t } = useWords();
  return <TypedInput show={showRupees} read={readRupees} hint={t("clinic.form.part.notMoney")} leftSection={mark("₹")} {...props} />;
}

/** A percentage, kept in hundredths of a percent. */
export function PercentInput(props: Typed) {
  const { t } = useWords();
  return <TypedInput show={showPercent} read={readPercent} hint={t("clinic.form.part.notPercent")} rightSection={mark("%")} {...props} />;
}

/** A number with at most so many decimals, and its unit behind it. Arrow keys go by steps. */
export function NumberField({ places = 0, unit, by, ...props }: Typed & { places?: number; unit?: string; by?: number }) {
  const { t } = useWords();
  const moved = (value: number | undefined, steps: number) => Math.max(0, Number(((value ?? 0) + steps * (by ?? 1)).toFixed(places)));
  return (
    <TypedInput
      show={String}
      read={(typed) => readNumber(typed, places)}
      hint={t(places === 0 ? "clinic.form.part.notWhole" : "clinic.form.part.notNumber")}
      {...(by !== undefined && { step: moved })}
      {...(unit && { rightSection: mark(unit), rightSectionWidth: 44 })}
      {...props}
    />
  );
}

/** One of a few, by the browser's own menu: a letter chooses, and a phone has a wheel for it. */
export function Choice<V extends string>({ value, change, options, empty, ...props }: Omit<NativeSelectProps, "value" | "onChange" | "data"> & { value: V | undefined; change(next: V | undefined): void; options: readonly (readonly [V, string])[]; empty?: string }) {
  return (
    <NativeSelect
      {...props}
      value={value ?? ""}
      onChange={({ currentTarget }) => change(options.find(([one]) => one === currentTarget.value)?.[0])}
      data={[...(empty !== undefined || value === undefined ? [{ value: "", label: empty ?? "–" }] : []), ...options.map(([one, label]) => ({ value: one, label }))]}
    />
  );
}

/** A day of the calendar. */
export function DayInput({ value, change, ...props }: Omit<TextInputProps, "value" | "onChange"> & { value: string | undefined; change(next: string | undefined): void }) {
  return <TextInput type="date" max="9999-12-31" {...props} value={value ?? ""} onChange={({ currentTarget }) => change(currentTarget.value || undefined)} />;
}

/** Today where this computer is, as the contract writes days. */
export function today(at = new Date()): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
