import type { EyeLens } from "../../../records/content";

type Prism = NonNullable<EyeLens["prism"]>[number];
export type Direction = "horizontal" | "vertical";

const directionOf = ({ base }: Prism): Direction => (base === "up" || base === "down" ? "vertical" : "horizontal");

export const prismOf = (prisms: readonly Prism[], direction: Direction): Prism | undefined => prisms.find((prism) => directionOf(prism) === direction);

/** The prisms with this one in its direction, in its place; without any there for nothing. */
export function withPrism(prisms: readonly Prism[], direction: Direction, prism: Prism | undefined): Prism[] {
  const at = prisms.findIndex((one) => directionOf(one) === direction);
  if (at < 0) return prism ? [...prisms, prism] : [...prisms];
  return prisms.flatMap((one, i) => (i !== at ? [one] : prism ? [prism] : []));
}
