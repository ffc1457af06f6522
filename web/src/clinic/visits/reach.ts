import type { components } from "../../api/schema";

type Patient = components["schemas"]["Patient"];

/** Where the link of a call goes: the mobile number, a good address, or both. Neither need be verified. */
export function reachOf({ phone, phoneStatus, email, emailStatus }: Pick<Patient, "phone" | "phoneStatus" | "email" | "emailStatus">): { sms: string | undefined; email: string | undefined } {
  const mobile = phoneStatus === "verified" || phoneStatus === "unverified";
  return { sms: mobile ? phone : undefined, email: emailStatus === undefined || emailStatus === "ok" ? email : undefined };
}

/** The value that a field for a local time has for an instant: "2026-11-22T10:45". */
export function localInput(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
