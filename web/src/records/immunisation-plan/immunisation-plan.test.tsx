import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readTexts } from "../../../vite.texts";
import { newWords } from "../../shared/words";
import { textOf } from "../text-of";
import type { ImmunisationPlan } from "../content";
import { StaffView } from "./ImmunisationPlanStaffView";
import { View } from "./ImmunisationPlanView";

const english = newWords("en", readTexts("en"));
const hindi = newWords("hi", readTexts("hi"));
/** The server's own example, as the staff gets it. */
const sample = JSON.parse(readFileSync(new URL("../../../../internal/clinic/testdata/contents/immunisation-plan.json", import.meta.url), "utf8")) as ImmunisationPlan;

test("what was missed comes first, then what is due, what comes and what was given", () => {
  const text = textOf(View({ content: sample, words: english }));
  const order = ["Missed: please go soon", "To be given now", "To come", "Already given", "Not given on the day", "Not for this person"];
  expect(order.map((title) => text.indexOf(title))).toEqual(order.map((title) => text.indexOf(title)).sort((a, b) => a - b));
  expect(text).toContain("Polio injection, small dose (fIPV-2) · against polio · due since 9 January 2026");
  expect(text).toContain("5-in-1 (pentavalent) · 20 January 2026 · Pentavac SD · lot PV-0502");
  expect(text).toContain("Rotavirus drops · must not be given · Intussusception at 9 weeks of age");
  expect(text).toContain("This is how things stood on 1 March 2026");
});

test("doses of one day stand together", () => {
  const text = textOf(View({ content: sample, words: english }));
  expect(text.match(/1 July 2026/g)).toHaveLength(1);
  expect(text).toContain("Measles and rubella (MR-1), Japanese encephalitis (JE-1)");
});

test("nothing due is said, and an empty plan has no empty parts", () => {
  const text = textOf(View({ content: { authority: "iap", computedOn: "2026-03-01" }, words: english }));
  expect(text).toBe("No vaccine is due now. Plan of India's children's doctors (IAP) · This is how things stood on 1 March 2026. Your doctor decides what is given when; if one is late, the next move too.");
  expect(textOf(View({ content: { authority: "iap" }, words: english }))).not.toContain("No vaccine is due");
});

test("a vaccine that is not in the table goes by its own name", () => {
  const content: ImmunisationPlan = { authority: "uip", given: [{ vaccine: "other", name: "Yellow fever", status: "completed", date: "2026-02-01", primarySource: false }] };
  expect(textOf(View({ content, words: english }))).toContain("Yellow fever · 1 February 2026");
});

test("in Hindi, vaccines and diseases have Hindi names", () => {
  const text = textOf(View({ content: sample, words: hindi }));
  expect(text).toContain("छूट गए: कृपया जल्दी लगवाएँ");
  expect(text).toContain("बचाव: डिप्थीरिया, काली खाँसी, टिटनेस");
  expect(text).not.toMatch(/immunisation\.|vaccine\.|disease\./);
});

test("the staff sees the days, codes, lots and whether the schedule is confirmed", () => {
  const content: ImmunisationPlan = {
    authority: "uip",
    bornOn: "2025-10-01",
    computedOn: "2026-03-01",
    schedule: { name: "Universal Immunisation Programme", asOf: "2026-11-22", toBeConfirmed: true },
    given: [
      {
        vaccine: "bcg", status: "completed", date: "2025-10-01", primarySource: true, site: "left-upper-arm", route: "intradermal", doseMillilitres: 0.05,
        manufacturer: "Example Biologicals", expiresOn: "2026-12-31", performer: "Dr Kavya Rao", note: "cried little", codings: [{ system: "snomed-ct", code: "1861000221106" }, { system: "cvx", code: "19" }],
      },
    ],
    planned: [
      { series: "opv", label: "OPV-0", doseNumber: 1, seriesDoses: 5, vaccine: "bopv", status: "contraindicated", reason: "too-old", dueOn: "2025-10-01", earliestOn: "2025-10-01", overdueFrom: "2025-10-29", latestOn: "2025-10-16" },
    ],
  };
  const text = textOf(StaffView({ content, words: english }));
  expect(text).toContain("left upper arm · intradermal · 0.05 ml · Example Biologicals · lot expires 31 December 2026 · by Dr Kavya Rao · seen by the practice · cried little · SNOMED CT 1861000221106, CVX 19");
  expect(text).toContain("OPV-0 Polio drops 1/5");
  expect(text).toContain("not to be given · beyond the maximum age 1 October 2025 1 October 2025 29 October 2025 16 October 2025 –");
  expect(text).toContain("Ages and intervals are to be confirmed by a clinician.");
  expect(textOf(View({ content, words: english }))).not.toMatch(/cried little|CVX/);
});
