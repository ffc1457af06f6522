import type { components } from "../../../api/schema";

export type Coding = components["schemas"]["Coding"];
type System = Coding["system"];

/** What a code of each system looks like (internal/clinic/coding.go); the server checks its digits. */
const forms: Readonly<Record<System, RegExp>> = { "icd-10": /^[A-Za-z]\d[\dA-Za-z]/, loinc: /^\d+-\d?$/, "snomed-ct": /^\d{4,}$/, cvx: /^\d{1,3}$/ };

/**
 * Reads a code, and behind it what its system calls it: "J02.9 Acute pharyngitis". A code says by its
 * looks of which system it is; one that looks like none is taken for one of the first system.
 */
export function readCoding(typed: string, systems: readonly System[]): Coding | undefined {
  const [code = "", ...words] = typed.trim().split(/\s+/);
  const system = systems.find((one) => forms[one].test(code)) ?? systems[0];
  if (!code || !system) return undefined;
  const display = words.join(" ");
  return { system, code: system === "icd-10" ? code.toUpperCase() : code, ...(display && { display }) };
}

export const showCoding = ({ code, display }: Coding): string => [code, display].filter(Boolean).join(" ");
