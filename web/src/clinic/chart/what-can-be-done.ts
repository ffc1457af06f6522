import type { TreatmentPlan } from "../../records/content";
import { isHeld } from "./held";
import type { ChartRecord } from "./queries";

/** What can be done to a record. */
export type Act = "edit" | "amend" | "share" | "link" | "hold" | "release" | "recall" | "error" | "discard" | "split" | "read" | "preview" | "print";

/**
 * What can be done to a record as it stands, by a clinician (`treats`) or at the desk, so that nothing is offered that the server would refuse
 * (internal/clinic/amendment.go, internal/sharing/desk.go, internal/clinic/treatment_plan_split.go).
 */
export function actsOn(record: Pick<ChartRecord, "status" | "type" | "origin" | "sharing" | "hold" | "reading" | "content">, treats: boolean): ReadonlySet<Act> {
  const { status, type, origin, sharing, reading } = record;
  const acts = new Set<Act>();
  const own = origin === "patient";
  if (status === "entered-in-error") return acts;
  if (status === "draft") return acts.add("edit").add("discard").add("preview");
  acts.add("preview").add("print").add("error");
  if (own) {
    if (treats && !reading) acts.add("read");
    return acts;
  }
  if (type !== "invoice" && type !== "payment") acts.add("amend");
  if (type === "treatment-plan" && (record.content as TreatmentPlan).status === "active") acts.add("split");
  if (!treats) return acts;
  acts.add(isHeld(record) ? "release" : "hold");
  switch (sharing?.state) {
    case "not-shared":
    case "withdrawn":
      return isHeld(record) ? acts : acts.add("share");
    case "failed":
      return acts.add("share").add("recall");
    case "sending":
      return acts.add("recall");
    case "sent":
    case "delivered":
    case "opened":
      return acts.add("recall").add("link");
    default:
      return acts;
  }
}
