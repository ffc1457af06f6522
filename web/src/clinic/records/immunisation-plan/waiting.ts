import type { GivenDose, ImmunisationPlan, PlannedDose } from "../../../records/content";

/** A dose as it is being written: any part of it may be missing. */
export type Dose = Partial<GivenDose>;

const same = (a: Dose, b: Dose) => a.vaccine === b.vaccine && a.date === b.date && a.status === b.status;

/**
 * The planned doses that are still to be given. The plan was computed before the last doses were
 * typed: for each of those, the first that waits for its vaccine is left out.
 */
export function waiting(planned: readonly PlannedDose[], given: readonly Dose[], computedWith: readonly Dose[]): PlannedDose[] {
  const counted = [...computedWith];
  const more: Dose[] = [];
  for (const dose of given) {
    const at = counted.findIndex((one) => same(one, dose));
    if (at >= 0) counted.splice(at, 1);
    else if (dose.status === "completed") more.push(dose);
  }
  return planned.filter(({ status, vaccine }) => {
    if (status !== "overdue" && status !== "due" && status !== "upcoming") return false;
    const at = more.findIndex((dose) => dose.vaccine === vaccine);
    if (at >= 0) more.splice(at, 1);
    return at < 0;
  });
}

type Exemption = NonNullable<ImmunisationPlan["exemptions"]>[number];

/** What of a plan another schedule knows as well: its series have other codes. */
export function keptBy(series: readonly { code: string; optional: boolean }[], { optionalSeries = [], exemptions = [] }: Readonly<Partial<ImmunisationPlan>>): { optionalSeries: string[]; exemptions: Exemption[] } {
  return {
    optionalSeries: optionalSeries.filter((code) => series.some((one) => one.code === code && one.optional)),
    exemptions: exemptions.filter((exemption) => series.some(({ code }) => code === exemption.series)),
  };
}

/** What is usual of a dose given here and now. */
export const givenNow = (vaccine: PlannedDose["vaccine"], route: GivenDose["route"], date: string): Dose => ({ vaccine, status: "completed", primarySource: true, date, ...(route && { route }), ...(route === "oral" && { site: "mouth" as const }) });
