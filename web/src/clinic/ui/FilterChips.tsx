import { Chip, Group } from "@mantine/core";
import classes from "./FilterChips.module.css";

interface Props<Value extends string> {
  /** What is chosen between, for who does not see them beside each other. */
  label: string;
  value: Value;
  choices: readonly { value: NoInfer<Value>; label: string }[];
  choose(value: NoInfer<Value>): void;
}

/** Shows one kind of a list's lines alone. One of them is always chosen; arrow keys move. */
export function FilterChips<Value extends string>({ label, value, choices, choose }: Props<Value>) {
  return (
    <Chip.Group value={value} onChange={(next) => choose(next as Value)}>
      <Group gap="xs" role="radiogroup" aria-label={label}>
        {choices.map((one) => (
          <Chip key={one.value} value={one.value} size="sm" classNames={classes}>
            {one.label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
