/** The power of a lens for far: dioptres and degrees. */
export interface Refraction {
  sphere: number;
  cylinder?: number | undefined;
  axis?: number | undefined;
}

/** The same lens in the other sign convention (internal/clinic/eye_lens.go has the rule). */
export function transposed({ sphere, cylinder = 0, axis = 0 }: Refraction): Refraction {
  if (!cylinder) return { sphere };
  return { sphere: sphere + cylinder, cylinder: -cylinder, axis: axis > 90 ? axis - 90 : axis + 90 };
}

/** The sphere that blurs least in the lens's place, in dioptres. */
export const sphericalEquivalent = ({ sphere, cylinder = 0 }: Refraction): number => sphere + cylinder / 2;

/** A power as opticians write it: "+1.25", "−0.50", "0.00". */
export function formatPower(dioptres: number, places = 2): string {
  const sign = dioptres < 0 ? "−" : dioptres > 0 ? "+" : "";
  return sign + Math.abs(dioptres).toFixed(places);
}
