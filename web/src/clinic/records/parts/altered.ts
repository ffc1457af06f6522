/**
 * A content with these of its parts as they are now. What is empty is left out: a field that was
 * cleared is one that was never filled in.
 */
export function altered<T extends object>(before: T, parts: { readonly [K in keyof T]?: T[K] | undefined }): T {
  const after = { ...before } as Record<string, unknown>;
  for (const [name, part] of Object.entries(parts)) {
    if (part === undefined || part === "" || (Array.isArray(part) && part.length === 0)) delete after[name];
    else after[name] = part;
  }
  return after as T;
}

/** The same of an object that is left out itself once nothing is in it. */
export function alteredOrNone<T extends object>(before: T | undefined, parts: { readonly [K in keyof T]?: T[K] | undefined }): T | undefined {
  const after = altered(before ?? ({} as T), parts);
  return Object.keys(after).length > 0 ? after : undefined;
}
