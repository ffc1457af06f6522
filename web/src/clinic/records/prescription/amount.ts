import { readNumber } from "../parts/numbers";
import type { Medicine } from "../../../records/content";

export type Strength = NonNullable<Medicine["strength"]>;

/** How units are written by hand, without spaces and in small letters; the first of each is how we show it. */
const units: Readonly<Record<Strength["unit"], readonly string[]>> = {
  mg: ["mg"],
  ug: ["mcg", "µg", "μg", "ug"],
  g: ["g", "gm"],
  "%": ["%"],
  "[iU]": ["IU", "iu", "units", "unit", "u"],
  "[iU]/mL": ["IU/ml", "iu/ml", "units/ml", "u/ml"],
  "mg/mL": ["mg/ml"],
  "mg/(5.mL)": ["mg/5ml"],
  "ug/mL": ["mcg/ml", "µg/ml", "μg/ml", "ug/ml"],
};

/** A strength as it is written on a box: "500 mg", "125mg/5ml"; a number alone is in milligrams. */
export function readStrength(typed: string): Strength | undefined {
  const [, number = "", unit = ""] = /^\s*([\p{Nd}.,]+)\s*(.*?)\s*$/u.exec(typed) ?? [];
  const value = readNumber(number, 6);
  const written = unit.toLowerCase().replace(/\s/g, "") || "mg";
  const found = (Object.keys(units) as Strength["unit"][]).find((one) => units[one].some((way) => way.toLowerCase() === written));
  return value !== undefined && found ? { value, unit: found } : undefined;
}

export const showStrength = ({ value, unit }: Strength): string => `${value} ${units[unit]?.[0] ?? unit}`;
