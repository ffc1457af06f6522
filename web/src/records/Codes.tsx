import type { components } from "../api/schema";
import type { Words } from "../shared/words";
import { Section, type Line } from "./Section";

type Coding = components["schemas"]["Coding"];

const systems: Readonly<Record<Coding["system"], string>> = { "snomed-ct": "SNOMED CT", "icd-10": "ICD-10", loinc: "LOINC", cvx: "CVX" };

/** A code with the name of its system, and what the system calls it. */
export const codeText = ({ system, code, display }: Coding): string => [`${systems[system]} ${code}`, display].filter(Boolean).join(", ");

/** The codes of whatever in a record has one, for the clinic's staff. Nothing if none has. */
export function Codes({ coded, words }: { coded: readonly { text: string; coding?: Coding | undefined }[]; words: Words }) {
  const lines = coded.flatMap(({ text, coding }): Line[] => (coding ? [[text, codeText(coding)]] : []));
  return lines.length > 0 ? <Section title={words.t("staff.codes")} lines={lines} /> : null;
}
