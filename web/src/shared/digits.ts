/**
 * The digits of what somebody typed or pasted, as ASCII: "४८१ 206" is "481206". Full-width digits
 * count too; everything else (spaces, hyphens, words) is dropped.
 */
export function digitsOf(typed: string): string {
  return typed
    .normalize("NFKC")
    .replace(/[०-९]/g, (d) => String(d.charCodeAt(0) - 0x966))
    .replace(/\D/g, "");
}
