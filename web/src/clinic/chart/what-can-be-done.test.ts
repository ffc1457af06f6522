import { expect, test } from "vitest";
import type { ChartRecord } from "./queries";
import { actsOn } from "./what-can-be-done";

const record = (more: Partial<ChartRecord> = {}) => ({ status: "final", type: "prescription", origin: "web", content: {}, sharing: { state: "not-shared" }, ...more }) as ChartRecord;
const acts = (more: Partial<ChartRecord>, who: "clinician" | "receptionist" = "clinician") => [...actsOn(record(more), who === "clinician")].sort();

test("of what was entered in error nothing is left to do", () => {
  expect(acts({ status: "entered-in-error" })).toEqual([]);
});

test("a draft is gone on with or discarded, and shared by nobody", () => {
  expect(acts({ status: "draft" })).toEqual(["discard", "edit", "preview"]);
});

test("a receptionist neither shares nor holds nor takes back", () => {
  for (const state of ["not-shared", "failed", "delivered", "opened", "withdrawn"] as const) {
    expect(acts({ type: "file", sharing: { state } }, "receptionist")).toEqual(["amend", "error", "preview", "print"]);
  }
});

test("what is not shared can be shared, what is shared taken back", () => {
  expect(acts({})).toContain("share");
  expect(acts({})).not.toContain("recall");
  for (const state of ["sent", "delivered", "opened"] as const) {
    expect(acts({ sharing: { state } })).toEqual(expect.arrayContaining(["recall", "link"]));
    expect(acts({ sharing: { state } })).not.toContain("share");
  }
  expect(acts({ sharing: { state: "withdrawn" } })).toContain("share");
  expect(acts({ sharing: { state: "deciding" } })).not.toContain("share");
});

test("what is held is released first; a hold that has run out holds nothing", () => {
  const hold = { reason: "not yet", by: "someone", at: "2026-01-01T00:00:00Z" };
  expect(acts({ hold })).toContain("release");
  expect(acts({ hold })).not.toContain("share");
  expect(acts({ hold: { ...hold, releaseAt: "2026-01-02T00:00:00Z" } })).toEqual(expect.arrayContaining(["hold", "share"]));
});

test("bills and receipts are not corrected, and only an active plan is split", () => {
  for (const type of ["invoice", "payment"] as const) expect(acts({ type })).not.toContain("amend");
  expect(acts({ type: "treatment-plan", content: { status: "active" } as never })).toContain("split");
  expect(acts({ type: "treatment-plan", content: { status: "on-hold" } as never })).not.toContain("split");
});

test("what the patient wrote is read, and never changed", () => {
  const own = { origin: "patient", type: "clinical-note", sharing: { state: "not-shared", reason: "origin_patient" } } as const;
  expect(acts(own)).toEqual(["error", "preview", "print", "read"]);
  expect(acts({ ...own, reading: { byName: "Dr Rao", at: "2026-01-01T00:00:00Z" } })).not.toContain("read");
});
