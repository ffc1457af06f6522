import type { InboxItem } from "./queries";

/** Whose something is to look at. */
export type Whose = "all" | "mine" | "team" | "others" | "overdue";
export type Kind = "all" | InboxItem["kind"];

export const whose: readonly Whose[] = ["all", "mine", "team", "others", "overdue"];
export const kinds: readonly Kind[] = ["all", "message", "triage", "notice"];

interface Colleague {
  id: string;
  role: string;
  status: string;
}

/** Whose an item is, as the counts have it: what is addressed to somebody who does not answer any more is the team's. */
export function ownerOf(item: InboxItem, me: string, staff: readonly Colleague[]): Exclude<Whose, "all" | "overdue"> {
  const to = item.for?.staffId;
  if (to === me) return "mine";
  const answers = staff.some(({ id, role, status }) => id === to && role !== "receptionist" && status === "active");
  return to && answers ? "others" : "team";
}

export function matching(items: readonly InboxItem[], wanted: { whose: Whose; kind: Kind }, me: string, staff: readonly Colleague[]): InboxItem[] {
  return items.filter((item) => {
    if (wanted.kind !== "all" && item.kind !== wanted.kind) return false;
    if (wanted.whose === "overdue") return item.overdue;
    return wanted.whose === "all" || ownerOf(item, me, staff) === wanted.whose;
  });
}

/** What tells one item from another. */
export const keyOf = ({ kind, patientId, threadId, itemId }: InboxItem): string => `${kind}/${patientId}/${threadId ?? itemId ?? ""}`;
