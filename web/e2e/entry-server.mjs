/**
 * The part of the fixture server that answers as the API does for who comes back by number. The
 * scenario is the last two digits of the number; the cookie of the entry carries it.
 */
const problem = (status, code, more = {}) => ({ status, body: { type: `/problems/${code}`, title: code, status, ...more } });
const inMinutes = (n) => new Date(Date.now() + n * 60_000).toISOString();

export const numberOf = { family: "98450 00011", often: "98450 00012", noWait: "98450 00013" };

const family = [{ id: "a", initial: "A" }, { id: "k", initial: "K" }];
const twins = [
  { id: "t1", initial: "K", name: "Kiran V", practice: "Sunrise Clinic" },
  { id: "t2", initial: "K", name: "Kavya V", practice: "Lakeside Eye Hospital" },
];

/** Answers a call about the way back by number; undefined if it is about something else. `records` are what opens. */
export function answerEntry(method, path, body, cookies, records) {
  switch (`${method} ${path}`) {
    case "POST /api/phone-sign-ins/codes": {
      const digits = body.phone.replace(/\D/g, "");
      if (digits.length < 10) return problem(422, "invalid", { fields: [{ pointer: "/phone", code: "not_a_mobile_number", detail: "no" }] });
      if (digits.endsWith("12")) return problem(429, "too_many_requests", { retryAfterSeconds: 900 });
      return { status: 202, body: { expiresInSeconds: 300, resendInSeconds: digits.endsWith("13") ? 0 : 30 }, cookie: "__Host-nonce=n" };
    }
    case "POST /api/phone-sign-ins/verify":
      if (body.code !== "123456") return problem(422, "code_wrong");
      return { status: 200, body: { persons: family, expiresAt: inMinutes(10) }, cookie: "__Host-phone=e" };
    case "POST /api/phone-sign-ins/person":
      if (!cookies.get("__Host-phone")) return problem(401, "unauthenticated");
      if (body.dateOfBirth === "2001-01-01") return problem(429, "person_locked");
      if (body.person === "k" && body.dateOfBirth === "2019-04-12") return { status: 200, body: { persons: twins } };
      if (body.dateOfBirth !== "1988-04-12" && body.dateOfBirth !== "2019-04-12") return problem(422, "birth_date_wrong");
      return { status: 200, body: { persons: [], opened: records }, cookie: `__Host-link=${"one".padEnd(30, "-")}` };
  }
  return undefined;
}
