import type { StaffMember } from "./queries";

const rank = { active: 0, invited: 1, disabled: 2 } as const;

/** Those who work here first, then those who were invited, then the disabled; by name. */
export const inOrder = (staff: readonly StaffMember[]): StaffMember[] => [...staff].sort((a, b) => rank[a.status] - rank[b.status] || a.name.localeCompare(b.name));
