/**
 * The digits of what somebody typed or pasted, as ASCII: "४८१ 20६" is "481206". Devanagari,
 * full-width and Arabic-Indic digits count; everything else (spaces, hyphens, words) is dropped.
 */
export function digitsOf(typed: string): string {
  return typed
    .replace(/[०-९]/g, (d) => String(d.charCodeAt(0) - 0x966))
    .normalize("NFKC")
    .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660))
    .replace(/[^0-9]/g, "");
}

/** A number as a tel: link wants it, "+91 80 4567" is "tel:+91804567". */
export function telLink(phone: string): string {
  return "tel:" + phone.replace(/[^+0-9]/g, "");
}
