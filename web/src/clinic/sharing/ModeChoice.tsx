import { SegmentedControl, Text } from "@mantine/core";
import { useId } from "react";
import type { RecordType } from "../../records/content";
import { useWords } from "../words/words";
import { modes, type ShareMode } from "./settings";
import classes from "./sharing.module.css";

interface Props {
  type: RecordType;
  mode: ShareMode;
  /** Without it the mode is only shown. */
  choose: ((mode: ShareMode) => void) | undefined;
}

/** A type and its mode: off, ask or on, with arrow keys. */
export function ModeChoice({ type, mode, choose }: Props) {
  const { t } = useWords();
  const id = useId();
  return (
    <li className={classes.type}>
      <Text id={id}>{t(`clinic.sharing.type.${type}`)}</Text>
      {choose ? (
        <SegmentedControl aria-labelledby={id} value={mode} onChange={(value) => choose(value as ShareMode)} data={modes.map((value) => ({ value, label: t(`clinic.sharing.mode.${value}`) }))} withItemsBorders={false} />
      ) : (
        <Text fw={600}>{t(`clinic.sharing.mode.${mode}`)}</Text>
      )}
    </li>
  );
}
