import type { components } from "../../../api/schema";
import { useWords } from "../../words/words";
import type { Notes } from "../form";
import { readCoding, showCoding, type Coding } from "./coding";
import { TypedInput } from "./TypedInput";

const names = { "icd-10": "ICD-10", "snomed-ct": "SNOMED CT", loinc: "LOINC", cvx: "CVX" } as const;

interface CodeFieldProps {
  value: Coding | undefined;
  change: (next: Coding | undefined) => void;
  systems: readonly components["schemas"]["Coding"]["system"][];
  /** The path of the coding in the content. */
  path: string;
  notes: Notes;
  label?: string;
  /** Without a label above it, where it stands in a row. */
  hidden?: string;
}

/** The code of what stands before it. The systems are told apart by how a code looks. */
export function CodeField({ value, change, systems, path, notes, label, hidden }: CodeFieldProps) {
  const { t } = useWords();
  const allowed = systems.map((system) => names[system]).join(" / ");
  return (
    <TypedInput
      {...(hidden ? { "aria-label": hidden } : { label: label ?? t("clinic.form.common.code") })}
      placeholder={allowed}
      title={value ? `${names[value.system]}: ${showCoding(value)}` : allowed}
      inputMode="text"
      value={value}
      change={change}
      show={showCoding}
      read={(typed) => readCoding(typed, systems)}
      hint=""
      {...notes.at(`${path}.code`, `${path}.system`, `${path}.display`, path)}
    />
  );
}
