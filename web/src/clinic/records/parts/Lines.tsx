import { ActionIcon, Button, Text } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTell } from "../../ui/tell";
import { useWords } from "../../words/words";
import classes from "./parts.module.css";

interface LinesProps<T> {
  items: readonly T[];
  change(next: readonly T[]): void;
  blank(): T;
  /** What the button says that adds one. */
  add: string;
  /** What a line is called, by its place from 1: "Step 1". */
  name(n: number): string;
  /** What stands at the end of a line's head: its sum. */
  aside?(item: T, index: number): ReactNode;
  children(item: T, change: (next: T) => void, index: number): ReactNode;
}

const isOneLine = (target: EventTarget): target is HTMLInputElement => target instanceof HTMLInputElement && !["checkbox", "radio", "button", "file"].includes(target.type);

/** A list that grows as one types: Enter goes on to the next line, and behind the last it makes one. */
export function Lines<T>({ items, change, blank, add, name, aside, children }: LinesProps<T>) {
  const { t } = useWords();
  const tell = useTell();
  const list = useRef<HTMLOListElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [wanted, setWanted] = useState<number>();
  // What is half typed in a line stays with it when one above goes.
  const ids = useRef<number[]>([]);
  const next = useRef(0);
  while (ids.current.length < items.length) ids.current.push(next.current++);
  ids.current.length = items.length;
  // An undo comes later than the drawing that offered it.
  const now = useRef({ items, change });
  now.current = { items, change };
  // Once the form is left, nothing comes back into it.
  const offers = useRef<(() => void)[]>([]);
  useEffect(() => () => offers.current.forEach((takeBack) => takeBack()), []);

  useEffect(() => {
    if (wanted === undefined) return;
    list.current?.children[wanted]?.querySelector<HTMLElement>(".line-fields :is(input, select, textarea)")?.focus();
    setWanted(undefined);
  }, [wanted]);

  const append = () => {
    change([...items, blank()]);
    setWanted(items.length);
  };
  const remove = (index: number) => {
    const gone = items[index] as T;
    ids.current.splice(index, 1);
    change(items.filter((_, i) => i !== index));
    button.current?.focus();
    if (JSON.stringify(gone) === JSON.stringify(blank())) return;
    const takeBack = tell.undoable(t("clinic.form.part.removed", { name: name(index + 1) }), async () => {
      const at = Math.min(index, now.current.items.length);
      ids.current.splice(at, 0, next.current++);
      now.current.change([...now.current.items.slice(0, at), gone, ...now.current.items.slice(at)]);
    });
    offers.current.push(takeBack);
  };
  const onEnter = (event: KeyboardEvent, index: number) => {
    if (event.key !== "Enter" || event.defaultPrevented || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || !isOneLine(event.target)) return;
    event.preventDefault();
    if (index === items.length - 1) append();
    else setWanted(index + 1);
  };

  return (
    <>
      <ol className={classes.lines} ref={list}>
        {items.map((item, index) => (
          <li key={ids.current[index]} className={classes.line} onKeyDown={(event) => onEnter(event, index)}>
            <div className={classes.head}>
              <Text size="sm" fw={600} c="dimmed">
                {name(index + 1)}
              </Text>
              <Text span>
                {aside?.(item, index)}
              </Text>
            </div>
            <div className={`line-fields ${classes.part}`}>{children(item, (changed) => change(items.map((one, i) => (i === index ? changed : one))), index)}</div>
            {/* Behind the fields, for it is seldom where one wants to go next. */}
            <ActionIcon className={classes.remove ?? ""} variant="subtle" color="gray" aria-label={t("clinic.form.part.remove", { name: name(index + 1) })} onClick={() => remove(index)}>
              <Trash2 size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <div>
        <Button ref={button} classNames={{ root: classes.add ?? "", label: classes.wraps ?? "" }} variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={append}>
          {add}
        </Button>
      </div>
    </>
  );
}
