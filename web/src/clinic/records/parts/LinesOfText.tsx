import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Noted } from "../form";

interface LinesOfTextProps extends Noted {
  label: string;
  lines: readonly string[];
  change(next: string[]): void;
}

/** Short texts, one a line. */
export function LinesOfText({ label, lines, change, ...noted }: LinesOfTextProps) {
  // An empty line says nothing, but is wanted while the next one is typed.
  const [typed, setTyped] = useState<string>();
  return (
    <Textarea
      label={label}
      autosize
      minRows={2}
      value={typed ?? lines.join("\n")}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        change(currentTarget.value.split("\n").map((line) => line.trim()).filter(Boolean));
      }}
      onBlur={() => setTyped(undefined)}
      {...noted}
    />
  );
}
