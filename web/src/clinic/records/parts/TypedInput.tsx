import { TextInput, type TextInputProps } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";

export interface TypedInputProps<T> extends Omit<TextInputProps, "value" | "onChange" | "step"> {
  value: T | undefined;
  change(next: T | undefined): void;
  show(value: T): string;
  /** What was typed, or undefined for what is none of these. */
  read(typed: string): T | undefined;
  /** What to type, said of what could not be read. */
  hint: string;
  /** The value so many steps on: arrow keys are one, Page Up and Page Down four. */
  step?(value: T | undefined, by: number): T;
}

const steps: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 4, PageDown: -4 };

/** A field for what is kept otherwise than it is typed. What cannot be read stays as it was typed, and says so; nothing is saved for good without it (editor/unread.ts). */
export function TypedInput<T>({ value, change, show, read, hint, step, error, onBlur, onKeyDown, ...rest }: TypedInputProps<T>) {
  const [typed, setTyped] = useState<string>();
  const [left, setLeft] = useState(true);
  const unread = typed !== undefined && typed.trim() !== "" && read(typed) === undefined;
  const move = (event: KeyboardEvent<HTMLInputElement>) => {
    onKeyDown?.(event);
    const by = steps[event.key];
    if (!step || !by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    setTyped(undefined);
    change(step(value, by));
  };
  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      value={typed ?? (value === undefined ? "" : show(value))}
      error={unread && left ? hint : error}
      data-unread={unread || undefined}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        setLeft(false);
        change(read(currentTarget.value));
      }}
      onKeyDown={move}
      onBlur={(event) => {
        setLeft(true);
        if (!unread) setTyped(undefined);
        onBlur?.(event);
      }}
    />
  );
}
