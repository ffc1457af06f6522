/** One field in which what is stored now and what was typed part. */
export interface Difference<Name extends string = string> {
  name: Name;
  stored: string;
  mine: string;
}

export interface Meeting<Values> {
  /** What was typed where somebody typed, and what is stored everywhere else. */
  merged: Values;
  /** Where both part: the person decides. */
  differences: readonly Difference<Extract<keyof Values, string>>[];
}

/**
 * Brings together what one person typed and what another saved meanwhile, both having begun with
 * `base`. What only the other changed is taken as it is stored: keeping what one typed never undoes it.
 */
export function threeWay<Values extends Readonly<Record<string, string>>>(base: Values, stored: Values, typed: Values): Meeting<Values> {
  const names = Object.keys(typed) as Extract<keyof Values, string>[];
  const merged = { ...stored };
  const differences: Difference<Extract<keyof Values, string>>[] = [];
  for (const name of names) {
    if (typed[name] === base[name]) continue;
    merged[name] = typed[name];
    if (stored[name] !== typed[name]) differences.push({ name, stored: stored[name] ?? "", mine: typed[name] ?? "" });
  }
  return { merged, differences };
}
