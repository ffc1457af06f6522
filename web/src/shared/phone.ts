/** A number as a tel: link wants it, "+91 80 4567" is "tel:+91804567". */
export function telLink(phone: string): string {
  return "tel:" + phone.replace(/[^+0-9]/g, "");
}
