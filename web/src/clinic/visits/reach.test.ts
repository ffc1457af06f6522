import { expect, test } from "vitest";
import { localInput, reachOf } from "./reach";

test("the link goes to a mobile number and a good address, verified or not", () => {
  const both = { phone: "+919812345678", email: "asha@example.com", emailStatus: "ok" } as const;
  expect(reachOf({ ...both, phoneStatus: "unverified" })).toEqual({ sms: both.phone, email: both.email });
  expect(reachOf({ ...both, phoneStatus: "verified" }).sms).toBe(both.phone);
});

test("no link goes to a landline, to somebody else's number, or to an address that sends mail back", () => {
  const all = { phone: "+918025550123", email: "asha@example.com" } as const;
  for (const phoneStatus of ["not-mobile", "not-theirs"] as const) {
    for (const emailStatus of ["bounced", "complained", "unsubscribed"] as const) {
      expect(reachOf({ ...all, phoneStatus, emailStatus })).toEqual({ sms: undefined, email: undefined });
    }
  }
  expect(reachOf({ phoneStatus: "none" })).toEqual({ sms: undefined, email: undefined });
});

test("a field for a local time comes back to the same minute", () => {
  const at = new Date(2026, 10, 2, 9, 5);
  expect([localInput(at), new Date(localInput(at)).getTime()]).toEqual(["2026-11-02T09:05", at.getTime()]);
});
