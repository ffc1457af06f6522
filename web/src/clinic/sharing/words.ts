import type { Words } from "../../shared/words";
import type { Difference } from "./settings";

/** What a difference is about. */
export function subjectOf({ t }: Words, of: Difference): string {
  if (of.what === "type") return t(`clinic.sharing.type.${of.type}`);
  return t(of.what === "master" ? "clinic.sharing.master" : "clinic.sharing.quiet");
}

/** One side of a difference. */
export function sideOf({ t, count }: Words, of: Difference, side: "before" | "after"): string {
  if (of.what === "type") return t(`clinic.sharing.mode.${of[side]}`);
  if (of.what === "master") return t(of[side] ? "clinic.sharing.mode.on" : "clinic.sharing.mode.off");
  return of[side] === 0 ? t("clinic.sharing.quiet.none") : count("clinic.sharing.quiet.minutes", of[side]);
}
