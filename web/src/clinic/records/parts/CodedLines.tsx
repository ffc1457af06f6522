import { ActionIcon, TextInput } from "@mantine/core";
import { X } from "lucide-react";
import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { useWords } from "../../words/words";
import type { Notes } from "../form";
import { altered } from "./altered";
import { CodeField } from "./CodeField";
import type { Coding } from "./coding";
import classes from "./CodedLines.module.css";

interface CodedText {
  text: string;
  coding?: Coding;
}

interface CodedLinesProps<T extends CodedText> {
  legend: string;
  items: readonly T[] | undefined;
  change: (next: T[] | undefined) => void;
  /** What a line begins with besides its text. */
  blank: Omit<T, "text">;
  systems: readonly Coding["system"][];
  path: string;
  notes: Notes;
  placeholder?: string;
  /** Further fields of a line. */
  children?: (item: T, set: (parts: { readonly [K in keyof T]?: T[K] | undefined }) => void, at: string, n: number) => ReactNode;
}

/**
 * Short findings, one a line, each perhaps with its code. There is always an empty line to go on with,
 * which Enter leads to; a line that was emptied goes when one leaves it.
 */
export function CodedLines<T extends CodedText>({ legend, items = [], change, blank, systems, path, notes, placeholder, children }: CodedLinesProps<T>) {
  const { t } = useWords();
  const list = useRef<HTMLUListElement>(null);
  const put = (next: readonly T[]) => change(next.length > 0 ? [...next] : undefined);
  const textOf = (index: number) => list.current?.children[index]?.querySelector<HTMLElement>("input");
  const onEnter = (event: KeyboardEvent, index: number) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    textOf(index + 1)?.focus();
  };
  return (
    <fieldset className={classes.group}>
      <legend>{legend}</legend>
      <ul className={classes.list} ref={list}>
        {[...items, undefined].map((item, i) => {
          const at = `${path}.${i}`;
          const name = t("clinic.form.common.nth", { what: legend, n: i + 1 });
          const set = (parts: { readonly [K in keyof T]?: T[K] | undefined }) => put(items.map((one, j) => (j === i ? altered(one, parts) : one)));
          return (
            <li
              key={i}
              className={classes.line}
              onKeyDown={(event) => onEnter(event, i)}
              onBlur={({ currentTarget, relatedTarget }) => item && !item.text.trim() && !item.coding && !currentTarget.contains(relatedTarget) && put(items.filter((_, j) => j !== i))}
            >
              <TextInput
                className={classes.text ?? ""}
                aria-label={name}
                {...(placeholder && i === 0 && !item && { placeholder })}
                value={item?.text ?? ""}
                onChange={({ currentTarget: { value: text } }) => (item ? put(items.map((one, j) => (j === i ? { ...one, text } : one))) : put([...items, { ...blank, text } as T]))}
                {...(item && notes.at(`${at}.text`, at))}
              />
              {item && children?.(item, set, at, i + 1)}
              {item && (
                <div className={classes.code}>
                  <CodeField value={item.coding} change={(coding) => set({ coding } as { readonly [K in keyof T]?: T[K] })} systems={systems} path={`${at}.coding`} notes={notes} hidden={t("clinic.form.common.codeOf", { what: name })} />
                </div>
              )}
              {item && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="lg"
                  aria-label={t("clinic.form.part.remove", { name })}
                  onClick={() => {
                    put(items.filter((_, j) => j !== i));
                    textOf(i)?.focus();
                  }}
                >
                  <X size={16} aria-hidden />
                </ActionIcon>
              )}
            </li>
          );
        })}
      </ul>
      {notes.at(path).error && <p className={classes.error}>{notes.at(path).error}</p>}
    </fieldset>
  );
}
