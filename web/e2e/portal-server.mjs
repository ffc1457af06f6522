/**
 * The part of the fixture server that answers as the API does for the patients' portal. The scenario
 * is what stands before the "@" of the address; the cookie carries it, and the scope of the session.
 */
import { answerAccount } from "./portal-account-server.mjs";
import { answerPart } from "./portal-part-server.mjs";
import { correctedRecord, letterhead, records } from "./fixtures.mjs";

const inMinutes = (n) => new Date(Date.now() + n * 60_000).toISOString();
const problem = (status, code, more = {}) => ({ status, body: { type: `/problems/${code}`, title: code, status, ...more } });
const ok = (body) => ({ status: 200, body });

const right = "mauve kettle drives north";

const people = [
  { practiceId: "prc_1", practiceName: "Sunrise Clinic, Indiranagar", patientId: "pat_1", person: "Asha V", guardian: false, proof: "phone-code", phoneHint: "•• 210" },
  { practiceId: "prc_1", practiceName: "Sunrise Clinic, Indiranagar", patientId: "pat_2", person: "Kiran V", guardian: true, proof: "date-of-birth" },
  { practiceId: "prc_2", practiceName: "Lakeside Eye Hospital", patientId: "pat_3", person: "Asha V", guardian: false, proof: "none" },
];

const entryOf = ({ id, type, effectiveAt, authorName }, more) => ({ id, type, effectiveAt, authorName, ...more });
const note = records.find(({ type }) => type === "clinical-note");
const chart = [
  ...records.map((record) => entryOf(record)),
  entryOf(correctedRecord, { id: "corrected", corrected: true }),
  entryOf(note, { id: "takenback", withdrawn: true }),
  entryOf(note, { id: "mine", fromPatient: true, authorName: undefined }),
  entryOf(note, { id: "mine-read", fromPatient: true, authorName: undefined, reading: { byName: "Dr Kavya Rao", at: inMinutes(-60) } }),
];
const perPage = 8;

/** What is of one chart; a page says whose it shows, for all tabs share the cookie. */
const ofChart = /^\/api\/portal\/(records|record-searches|files|history|consent|language|recipients|threads|unread-messages|notes|documents)\b/;

/** Answers a call about the portal; undefined if it is about something else. */
export function answerPortal(method, path, query, body, cookies, shown) {
  if (!path.startsWith("/api/portal/")) return undefined;
  const [name, scope, patientId] = (cookies.get("__Host-portal") ?? "").split("~");
  const open = (status, scenario, as, person) => ({
    status,
    body: { scope: as, email: `${scenario}@example.com`, language: "en", ...(person && { person }), expiresAt: inMinutes(720), serverTime: inMinutes(0) },
    cookie: `__Host-portal=${scenario}~${as}~${person?.patientId ?? ""}`,
  });
  switch (`${method} ${path}`) {
    case "POST /api/portal/sessions": {
      const [scenario] = body.email.split("@");
      if (scenario === "often") return problem(429, "too_many_requests", { retryAfterSeconds: 900 });
      if (body.password !== right) return problem(401, "sign_in_failed");
      return open(201, scenario, { invited: "new-password", app: "second-factor", passkey: "second-factor" }[scenario] ?? "account");
    }
    case "POST /api/portal/password-resets":
      return { status: 202, body: { message: "ok" } };
    case "POST /api/portal/password-resets/complete":
      if (body.token.startsWith("ended")) return problem(404, "account_link_ended");
      return refused(body.password) ?? { status: 204 };
    case "POST /api/portal/email-changes/confirm":
      return body.token.startsWith("ended") ? problem(404, "account_link_ended") : { status: 204 };
  }
  if (!name) return problem(401, "unauthenticated");
  const person = people.find((one) => one.patientId === patientId);
  if (ofChart.test(path) && shown !== patientId) return problem(409, "another_chart");
  const ofPart = person && answerPart(method, path, query, body, name);
  if (ofPart) return ofPart;
  const ofAccount = answerAccount(method, path, body, name, right, refused);
  if (ofAccount) return ofAccount;
  switch (`${method} ${path}`) {
    case "GET /api/portal/session":
      return open(200, name, scope, person);
    case "DELETE /api/portal/session":
      return { status: 204, cookie: "__Host-portal=; Max-Age=0" };
    case "POST /api/portal/password":
      return refused(body.password) ?? open(200, name, "account");
    case "GET /api/portal/session/second-factor":
      return ok({ methods: name === "app" ? ["totp", "recovery-code"] : ["passkey", "recovery-code"], expiresAt: inMinutes(15), serverTime: inMinutes(0) });
    case "POST /api/portal/session/second-factor":
      return body.code === "123456" ? open(201, name, "account") : problem(422, "code_wrong");
    case "GET /api/portal/persons":
      return ok({ items: name === "nobody" ? [] : people });
    case "POST /api/portal/person-codes":
      if (name === "unverified") return problem(409, "phone_unverified");
      if (name === "soon") return problem(429, "code_too_soon", { retryAfterSeconds: 24 });
      return { status: 202, body: { expiresInSeconds: 300, resendInSeconds: 30, phoneHint: "•• 210" } };
    case "POST /api/portal/person": {
      const chosen = people.find((one) => one.patientId === body.patientId);
      if (chosen.proof === "phone-code" && body.code !== "123456") return problem(422, "code_wrong");
      if (chosen.proof === "date-of-birth" && body.dateOfBirth !== "2019-04-12") return problem(422, "person_not_proven");
      return open(200, name, "chart", chosen);
    }
    case "GET /api/portal/records": {
      const list = name === "empty" ? [] : chart;
      const from = Number(query.get("cursor") ?? 0);
      return ok({ items: list.slice(from, from + perPage), ...(from + perPage < list.length && { nextCursor: String(from + perPage) }) });
    }
    case "POST /api/portal/record-searches": {
      // What a word is found in is the server's to say: here every word finds what is of its type, but "nothing".
      const found = chart.filter(({ type }) => body.words !== "nothing" && (!body.type || type === body.type));
      return ok({ items: found, ...(body.words === "long" && { nextCursor: "1" }) });
    }
  }
  const [, id] = /^\/api\/portal\/records\/([^/]+)$/.exec(path) ?? [];
  const entry = chart.find((one) => one.id === id);
  if (!entry || method !== "GET") return problem(404, "not_found");
  const { fromPatient, reading, ...rest } = entry;
  const content = [...records, { ...correctedRecord, id: "corrected" }].find((one) => one.id === id) ?? note;
  const record = { ...content, ...rest, ...(entry.withdrawn && { content: undefined, attachments: undefined }) };
  return ok({ letterhead, record, ...(fromPatient && { fromPatient, reading }) });
}

function refused(password) {
  const code = password.length < 15 ? "too_short" : password === "password password" ? "too_common" : undefined;
  return code && problem(422, "invalid", { fields: [{ pointer: "/password", code, detail: code }] });
}
