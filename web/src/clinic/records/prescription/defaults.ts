import type { Medicine } from "../../../records/content";

type Unit = NonNullable<Medicine["dose"]>["unit"];
type Form = Medicine["form"];

/** In what a form is dosed, and how it is taken, unless somebody says otherwise. */
const usual: Readonly<Partial<Record<Form, { unit?: Unit; route?: NonNullable<Medicine["route"]> }>>> = {
  tablet: { unit: "{tablet}", route: "oral" },
  capsule: { unit: "{capsule}", route: "oral" },
  syrup: { unit: "mL", route: "oral" },
  suspension: { unit: "mL", route: "oral" },
  injection: { unit: "mL" },
  drops: { unit: "[drp]" },
  ointment: { unit: "{application}", route: "topical" },
  cream: { unit: "{application}", route: "topical" },
  lotion: { unit: "{application}", route: "topical" },
  inhaler: { unit: "{puff}", route: "inhalation" },
  spray: { unit: "{puff}" },
  powder: { unit: "{sachet}", route: "oral" },
  lozenge: { unit: "{lozenge}", route: "oral" },
  suppository: { unit: "{suppository}", route: "rectal" },
  patch: { unit: "{patch}", route: "transdermal" },
};

export const unitFor = (form: Form | undefined): Unit => (form && usual[form]?.unit) ?? "mg";

export const routeFor = (form: Form | undefined) => form && usual[form]?.route;

export type Line = Partial<Medicine>;

/** The line in another form: what followed from the old form follows from the new one, what was chosen stays. */
export function inForm(line: Line, form: Form): Line {
  const { dose, route } = line;
  const next: Line = { ...line, form };
  if (dose && dose.unit === unitFor(line.form)) next.dose = { ...dose, unit: unitFor(form) };
  if (route === routeFor(line.form)) {
    delete next.route;
    const usualRoute = routeFor(form);
    if (usualRoute) next.route = usualRoute;
  }
  return next;
}

/** A new line: a tablet, by mouth, once at a time. */
export const newLine = (): Line => ({ form: "tablet", route: "oral", dose: { value: 1, unit: "{tablet}" } });

/** Whether nothing was written into a line yet. */
export const isBlank = (line: Line): boolean => !line.generic && !line.brand;
