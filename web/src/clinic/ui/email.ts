import type { components } from "../../api/schema";

export type EmailCheck = components["schemas"]["EmailCheck"];

/**
 * The address in what somebody typed or pasted: without what hangs around it when it is copied, which
 * is spaces, invisible signs, "mailto:" or the name in "Asha Verma <asha@example.in>".
 */
export function addressIn(typed: string): string {
  const bare = typed.replace(/[\u200b-\u200f\u2060\ufeff]/g, "").trim();
  const [, inBrackets] = /<([^<>\s]+@[^<>\s]+)>$/.exec(bare) ?? [];
  return (inBrackets ?? bare).replace(/^mailto:/i, "");
}

/** Whether an address is whole enough to be looked up: somebody who is still typing it is not interrupted. */
export const looksWhole = (address: string): boolean => /^\S+@[^\s@]+\.[^\s@.]{2,}$/u.test(address);

const certain = ["syntax", "mixed_scripts", "no_such_domain", "no_mail_host", "null_mx", "disposable"] as const;

/** How a field is marked: nothing is not a verdict, and what nobody knows is never a mistake. */
export type EmailMark = "good" | "none" | (typeof certain)[number];

export function markOf(check: EmailCheck | undefined): EmailMark {
  if (check?.verdict === "deliverable") return "good";
  if (check?.verdict === "undeliverable") return certain.find((reason) => check.reasons.includes(reason)) ?? "none";
  return "none";
}
