/**
 * The teeth as a chart shows them: looking at the patient, whose right is on the left. Numbers are
 * the FDI's (ISO 3950): the quadrant, then the place from the midline.
 */
export type Dentition = "permanent" | "milk";

export interface Jaw {
  readonly right: readonly number[];
  readonly left: readonly number[];
}

const upTo = (places: number) => Array.from({ length: places }, (_, i) => i + 1);
const quadrant = (n: number, places: number) => upTo(places).map((place) => n * 10 + place);
const jaw = (right: number, left: number, places: number): Jaw => ({ right: quadrant(right, places).reverse(), left: quadrant(left, places) });

/** The upper jaw, then the lower. */
export const chart: Readonly<Record<Dentition, readonly [upper: Jaw, lower: Jaw]>> = {
  permanent: [jaw(1, 2, 8), jaw(4, 3, 8)],
  milk: [jaw(5, 6, 5), jaw(8, 7, 5)],
};

export const isTooth = (n: number): boolean => [...chart.permanent, ...chart.milk].some(({ right, left }) => right.includes(n) || left.includes(n));

export const isMilk = (n: number): boolean => n > 50;

/** The quadrant of a tooth from 1 to 4, milk tooth or not. */
export const quadrantOf = (n: number): 1 | 2 | 3 | 4 => ((Math.floor(n / 10) - 1) % 4 + 1) as 1 | 2 | 3 | 4;

export type Place = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
export const placeOf = (n: number): Place => (n % 10) as Place;

/** Which teeth somebody of an age in years has; both sets from the first permanent tooth to the last milk tooth. */
export function dentitionAt(years: number | undefined): readonly Dentition[] {
  if (years === undefined || years >= 14) return ["permanent"];
  return years < 5 ? ["milk"] : ["permanent", "milk"];
}

/** The tooth beside, above or below one in its chart; the same at an edge. */
export function neighbour(n: number, key: string): number {
  const jaws = chart[isMilk(n) ? "milk" : "permanent"].map(({ right, left }) => [...right, ...left]);
  const row = jaws.findIndex((teeth) => teeth.includes(n));
  const column = jaws[row]?.indexOf(n) ?? -1;
  const [rows, columns] = ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] } as Record<string, [number, number]>)[key] ?? [0, 0];
  return jaws[row + rows]?.[column + columns] ?? n;
}

/** Teeth that were typed: "36, 14-16" is 36, 14, 15 and 16. Undefined where something is no tooth. */
export function readTeeth(typed: string): number[] | undefined {
  const teeth: number[] = [];
  for (const part of typed.replace(/\s*[-–]\s*/g, "-").split(/[\s,;+]+/).filter(Boolean)) {
    const [, first, last = first] = /^(\d\d)(?:-(\d\d))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!isTooth(from) || !isTooth(to) || Math.floor(from / 10) !== Math.floor(to / 10)) return undefined;
    for (let n = Math.min(from, to); n <= Math.max(from, to); n++) if (!teeth.includes(n)) teeth.push(n);
  }
  return teeth;
}
