/** The part of the fixture server that answers about a patient's account: second steps, sessions, changes. */
const now = Date.now();
const before = (days) => new Date(now - days * 86_400_000).toISOString();
const problem = (status, code, more = {}) => ({ status, body: { type: `/problems/${code}`, title: code, status, ...more } });
const ok = (body, status = 200) => ({ status, body });

const keys = [
  { id: "fac_1", kind: "totp", addedAt: before(40), usedAt: before(1) },
  { id: "fac_2", kind: "passkey", name: "My phone", addedAt: before(3) },
];
const sessions = [
  { id: "ses_1", device: "Chrome, Android", current: true, startedAt: before(0.1), seenAt: before(0) },
  { id: "ses_2", device: "Firefox, Windows", current: false, startedAt: before(9), seenAt: before(2) },
  { id: "ses_3", device: "", current: false, startedAt: before(30), seenAt: before(12) },
];
const recoveryCodes = Array.from({ length: 10 }, (_, i) => `k7m${i}-qp4x-9td2-hw6${i}`);

/** Who has entered the password again, and whose other sessions have ended. */
const stepped = new Set();
const alone = new Set();

export function forgetAccounts() {
  stepped.clear();
  alone.clear();
}

/** Answers a call about the account; undefined if it is about something else. */
export function answerAccount(method, path, body, name, right, refused) {
  const factors = (more = {}) => ({ items: name === "keys" ? keys : [], recoveryCodesLeft: name === "keys" ? 2 : 0, ...more });
  const asksFirst = /^(POST|DELETE) \/api\/portal\/(factors|email-changes$|account$)/.test(`${method} ${path}`) && !stepped.has(name);
  if (asksFirst) return problem(403, "step_up_required");
  switch (`${method} ${path}`) {
    case "POST /api/portal/session/step-up":
      if (body.password !== right) return problem(401, "sign_in_failed");
      stepped.add(name);
      return { status: 204 };
    case "PUT /api/portal/password":
      return body.current === right ? (refused(body.password) ?? { status: 204 }) : problem(401, "sign_in_failed");
    case "GET /api/portal/sessions":
      return ok({ items: alone.has(name) ? sessions.slice(0, 1) : sessions });
    case "DELETE /api/portal/sessions":
      alone.add(name);
      return { status: 204 };
    case "GET /api/portal/factors":
      return ok(factors());
    case "POST /api/portal/factors/totp":
      return ok({ secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", uri: `otpauth://totp/Chartshare:${name}%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Chartshare` }, 201);
    case "POST /api/portal/factors/totp/confirmation":
      return body.code === "123456" ? ok({ items: keys.slice(0, 1), recoveryCodesLeft: 10, recoveryCodes }, 201) : problem(422, "code_wrong");
    case "POST /api/portal/factors/recovery-codes":
      return ok(factors({ recoveryCodesLeft: 10, recoveryCodes }), 201);
    case "POST /api/portal/factors/passkeys/challenge":
      return problem(409, "too_many_factors");
    case "DELETE /api/portal/factors/fac_1":
      return ok(factors({ items: keys.slice(1) }));
    case "POST /api/portal/email-changes":
      if (body.email.endsWith("@nowhere")) return problem(422, "invalid", { fields: [{ pointer: "/email", code: "not_an_email", detail: "no" }] });
      return { status: 202, body: { message: "ok" } };
    case "DELETE /api/portal/account":
      return { status: 204, cookie: "__Host-portal=; Max-Age=0" };
  }
  if (method === "DELETE" && path.startsWith("/api/portal/sessions/")) return { status: 204 };
  return undefined;
}
