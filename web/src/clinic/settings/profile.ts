import type { components } from "../../api/schema";
import { india } from "./countries";

export type Practice = components["schemas"]["Practice"];
type Body = components["schemas"]["PracticeProfile"];

/** A practice's profile as forms have it: every field a text. */
export type Profile = { [Name in keyof Required<Body>]: string };

export const emptyProfile: Profile = { name: "", country: india, state: "", timeZone: "Asia/Kolkata", smsDisplayName: "", phone: "", address: "", gstin: "" };

export const profileOf = ({ name, country, state, timeZone, smsDisplayName, phone = "", address = "", gstin = "" }: Practice): Profile => ({ name, country, state, timeZone, smsDisplayName, phone, address, gstin });

/** A GST number as it was copied from somewhere: with spaces, or in small letters. */
export const tidyGSTIN = (gstin: string): string => gstin.replace(/\s/g, "").toUpperCase();

/** What is sent: what is empty is left out. */
export function bodyOf({ smsDisplayName, phone, address, gstin, ...rest }: Profile): Body {
  const gst = tidyGSTIN(gstin);
  return { ...rest, ...(smsDisplayName.trim() && { smsDisplayName }), ...(phone.trim() && { phone }), ...(address.trim() && { address }), ...(gst && { gstin: gst }) };
}
