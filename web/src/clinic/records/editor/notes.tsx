import { TriangleAlert } from "lucide-react";
import type { Warning } from "./writing";
import { ApiProblem, type Field } from "../../api/problem";
import type { Noted, Notes } from "../form";
import { pathOf } from "../../ui/problems";
import classes from "./Editor.module.css";

/** Codes of what stops a final record. Everything else that the server remarks is for its author to weigh. */
const stopping: ReadonlySet<string> = new Set([
  "required", "out_of_range", "too_precise", "too_long", "too_short", "too_many", "too_large", "too_much", "unknown_value", "unknown_unit", "inconsistent", "duplicate", "not_in_order", "in_the_future",
  "not_a_code", "not_allowed_characters", "not_capitals", "not_a_frequency", "not_an_id", "not_a_record_id", "not_a_file_id", "not_a_step", "not_a_reference", "not_a_gstin", "gstin_required", "indivisible", "above_mrp",
  "unknown_file", "refused_file", "malformed", "wrong_type", "cannot_follow", "card_number", "before_order", "telemedicine_prohibited", "prescriber_not_registered", "patient_sex_unknown", "patient_birth_date_unknown", "birth_date_missing",
]);

/** Codes of what is only not there yet: said once somebody wants to save, not while they are still typing. */
const missing: ReadonlySet<string> = new Set(["required", "dose_missing"]);

export interface Remark {
  readonly path: string;
  readonly stops: boolean;
  readonly text: string;
}

/** What the server remarked, as far as it is to be said now. A refusal stops; a draft's warnings do by their codes, until a refusal says what stops what was typed since. */
export function remarksOf(warnings: readonly Warning[], refusal: unknown, attempted: boolean, textOf: (field: Field) => string): Remark[] {
  const refused = refusal instanceof ApiProblem ? refusal.fields : [];
  const remark = (field: Field, stops: boolean): Remark => ({ path: pathOf(field.pointer), stops, text: textOf(field) });
  const said = [...refused.map((field) => remark(field, true)), ...warnings.filter(({ code }) => (refusal ? !stopping.has(code) : attempted || !missing.has(code))).map((warning) => remark(warning, stopping.has(warning.code)))];
  return said.filter(({ path, text }, i) => said.findIndex((other) => other.path === path && other.text === text) === i);
}

const order: NonNullable<Noted["inputWrapperOrder"]> = ["label", "input", "error", "description"];

/** Remarks at the fields of a form, which are looked up by their paths; those that no field looked for are left over. */
export class FieldNotes implements Notes {
  constructor(
    private readonly remarks: readonly Remark[],
    private readonly below = "content.",
    private readonly looked = new Set<string>(),
  ) {}

  /** The same for the fields beside the content: "effectiveAt", "hold.reason". */
  beside = (): FieldNotes => new FieldNotes(this.remarks, "", this.looked);

  at = (...paths: readonly string[]): Noted => {
    const full = paths.map((path) => this.below + path);
    full.forEach((path) => this.looked.add(path));
    const here = this.remarks.filter(({ path }) => full.includes(path));
    const error = here.filter(({ stops }) => stops).map(({ text }) => text).join(" ");
    const unusual = here.filter(({ stops }) => !stops).map(({ text }) => text).join(" ");
    return {
      ...(error && { error }),
      ...(unusual && {
        description: (
          <span className={classes.unusual}>
            <TriangleAlert size={14} aria-hidden /> {unusual}
          </span>
        ),
      }),
      ...((error || unusual) && { inputWrapperOrder: order }),
    };
  };

  within = (path: string): boolean => {
    const at = this.below + path;
    return this.remarks.some((remark) => remark.path === at || remark.path.startsWith(at + "."));
  };

  /** What no field has said, to be asked once the form is drawn. */
  left = (): readonly Remark[] => this.remarks.filter(({ path }) => !this.looked.has(path));
}
