import type * as Contents from "../../records/content";
import type { RecordType } from "../../records/content";
import { rows } from "../../records/vital-signs/VitalSignsView";
import { formatDay, formatNumber } from "../../shared/format";
import { formatMoney } from "../../shared/money";
import type { Words } from "../../shared/words";
import type { ChartRecord } from "./queries";

type Summary<Content> = (content: Partial<Content>, words: Words) => readonly (string | false | undefined)[];

/** How many things are named before the rest is only counted. */
const named = 3;

/** A draft may hold anything, also nothing. */
const texts = (list: readonly { text?: string | undefined }[] | undefined) => list?.map(({ text }) => text) ?? [];

const summaries = {
  "vital-signs": (content: Partial<Contents.VitalSigns>, words) => rows(content, words).map(({ name, value, unit }) => `${words.t(name)} ${value} ${unit}`),
  "clinical-note": (note: Partial<Contents.ClinicalNote>) => {
    const said = [note.diagnoses, note.chiefComplaints].map(texts).find((list) => list.length > 0);
    return said ?? [note.freeText?.split("\n")[0]];
  },
  prescription: ({ medicines = [] }: Partial<Contents.Prescription>) => medicines.map(({ brand, generic }) => brand ?? generic),
  "lab-order": ({ tests = [] }: Partial<Contents.LabOrder>) => tests.map(({ name }) => name),
  "treatment-plan": ({ title }: Partial<Contents.TreatmentPlan>) => [title],
  "immunisation-plan": ({ planned = [], given = [], authority }: Partial<Contents.ImmunisationPlan>, { t, language }) => {
    const waited = planned.filter(({ status }) => status === "overdue" || status === "due").map(({ label, dueOn }) => `${label} (${formatDay(language, dueOn, "short")})`);
    if (waited.length > 0) return waited;
    return [planned.length > 0 || given.length > 0 ? t("immunisation.nothingDue") : authority && t(`schedule.${authority}`)];
  },
  "growth-chart": ({ measurements = [] }: Partial<Contents.GrowthChart>, { language }) => {
    const last = measurements.at(-1);
    const of = (value: number | undefined, unit: string) => value !== undefined && `${formatNumber(language, value)} ${unit}`;
    return [of(last?.weight, "kg"), of(last?.height?.value, "cm")];
  },
  "lens-prescription": ({ product, lensType }: Partial<Contents.LensPrescription>, { t }) => [product && t(`product.${product}`), lensType && t(`lensType.${lensType}`)],
  invoice: ({ number, totals }: Partial<Contents.Invoice>, { language }) => [number, totals && formatMoney(language, totals.total)],
  payment: ({ number, amount }: Partial<Contents.Payment>, { language }) => [number, amount !== undefined && formatMoney(language, amount)],
  file: ({ title }: Partial<Contents.FileRecord>) => [title],
} satisfies { [Type in RecordType]: Summary<never> };

/** The content of a record in a line, as a clinician looks for it in a list; "" where it says nothing yet. */
export function summaryOf({ type, content }: Pick<ChartRecord, "type" | "content">, words: Words): string {
  const parts = (summaries[type] as Summary<object>)(content, words).filter((part) => !!part);
  const more = parts.length - named;
  return [parts.slice(0, named).join(", "), more > 0 && `+${more}`].filter(Boolean).join(" ");
}
