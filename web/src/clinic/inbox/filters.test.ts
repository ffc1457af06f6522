import { expect, test } from "vitest";
import { keyOf, matching, ownerOf } from "./filters";
import type { InboxItem } from "./queries";

const staff = [
  { id: "me", role: "clinician", status: "active" },
  { id: "colleague", role: "owner", status: "active" },
  { id: "left", role: "clinician", status: "disabled" },
  { id: "desk", role: "receptionist", status: "active" },
];
const item = (more: Partial<InboxItem>): InboxItem => ({ kind: "message", patientId: "p", patientName: "Asha", waitingSince: "2026-11-22T10:00:00Z", overdue: false, ...more });
const to = (staffId: string) => item({ for: { party: "practice", staffId } });

test("what is addressed to who cannot answer is the team's", () => {
  const owners = ["me", "colleague", "left", "desk", "nobody we know"].map((id) => ownerOf(to(id), "me", staff));
  expect(owners).toEqual(["mine", "others", "team", "team", "team"]);
  expect(ownerOf(item({}), "me", staff)).toBe("team");
});

test("filters of whose and of which kind hold together", () => {
  const items = [to("me"), item({ kind: "triage", itemId: "r" }), item({ overdue: true, threadId: "t" })];
  const left = (whose: "all" | "team" | "overdue", kind: "all" | "message") => matching(items, { whose, kind }, "me", staff).map(keyOf);
  expect(left("all", "all")).toEqual(["message/p/", "triage/p/r", "message/p/t"]);
  expect(left("team", "message")).toEqual(["message/p/t"]);
  expect(left("overdue", "all")).toEqual(["message/p/t"]);
});
