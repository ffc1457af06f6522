/** The clinic's side of the stories: calls of the real API with a staff member's cookies. */
import { createHash } from "node:crypto";
import { ulid } from "ulid";
import { expect } from "./runner.mjs";

/** Waits until look() gives something, and gives it; what it waited for stands in the failure. */
export async function until(what, look, { withinMilliseconds = 20_000 } = {}) {
  const end = Date.now() + withinMilliseconds;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${withinMilliseconds} ms for ${what}`);
    await new Promise((next) => setTimeout(next, 100));
  }
}

/** The messages that the local cloud has sent. */
export class Outbox {
  constructor(url) {
    this.url = url;
    this.seen = 0;
  }

  async messages() {
    const response = await fetch(`${this.url}/outbox/api/messages?after=${this.seen}`);
    return (await response.json()).messages;
  }

  /** The next message of a kind to somebody; it and those before it are then done with. */
  async next(kind, to, matching = () => true) {
    const message = await until(`a message (${kind}) to ${to}`, async () =>
      (await this.messages()).reverse().find((m) => m.kind === kind && m.to.includes(to) && matching(m)),
    );
    this.seen = message.seq;
    return message;
  }
}

/** A person at the clinic: signs in, keeps the cookies, sends the headers that changes need. */
export class Staff {
  constructor(url) {
    this.url = url;
    this.cookies = new Map();
  }

  async call(method, path, body, { status, headers = {} }) {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(method !== "GET" && { "Content-Type": "application/json", "X-Requested-By": "chartshare", Origin: this.url }),
        ...(this.cookies.size > 0 && { Cookie: [...this.cookies].map((pair) => pair.join("=")).join("; ") }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, ...value] = cookie.split(";")[0].split("=");
      this.cookies.set(name, value.join("="));
    }
    const text = await response.text();
    if (response.status !== status) throw new Error(`${method} ${path}: got ${response.status} ${text}, want ${status}`);
    return { body: text ? JSON.parse(text) : undefined, etag: response.headers.get("etag") };
  }

  post = async (path, body, status, headers) => (await this.call("POST", path, body, { status, headers })).body;
  get = async (path) => (await this.call("GET", path, undefined, { status: 200 })).body;
}

const random = (digits) => String(Math.floor(Math.random() * 10 ** digits)).padStart(digits, "0");

/** A mobile number in India that no other run uses. */
export const newPhone = () => `+9198${random(8)}`;

/** An address that no other run uses. */
export const newEmail = (who) => `${who}-${random(10)}@sunrise-clinic.in`;

/** A password that nobody guesses, and that no other run uses. */
export const newPassword = () => `a long password for ${random(6)}`;

/** The link in an e-mail to choose a password, as the browser opens it. */
export const passwordLink = ({ text }, url) => `${url}/clinic#password=${secretIn(text)}`;

/** Adds a colleague, who chooses a password; gives them signed in, with their e-mail and password. */
export async function newColleague(owner, outbox, { name, role, ...more }) {
  const colleague = Object.assign(new Staff(owner.url), { name, email: newEmail(role), password: newPassword() });
  await owner.post("/api/session/step-up", { password: owner.password }, 204);
  colleague.id = (await owner.post("/api/staff", { name, role, email: colleague.email, ...more }, 201, { "Idempotency-Key": ulid() })).id;
  const mail = await outbox.next("email", colleague.email);
  await colleague.post("/api/passwords", { token: secretIn(mail.text), password: colleague.password }, 204);
  await colleague.post("/api/sessions", { email: colleague.email, password: colleague.password }, 201);
  return colleague;
}

/** The secret in a link: what follows "?", "#" or the last "/". */
function secretIn(text) {
  const [link] = /https?:\/\/\S+/.exec(text) ?? [];
  if (!link) throw new Error(`no link in: ${text}`);
  const { hash, search, pathname } = new URL(link);
  const secret = hash || search || pathname;
  return secret.slice(Math.max(secret.lastIndexOf("="), secret.lastIndexOf("/"), secret.lastIndexOf("#"), secret.lastIndexOf("?")) + 1);
}

/** Registers a practice and signs its owner in, by way of the mailed link. */
export async function newPractice(url, outbox) {
  const [email, password] = [newEmail("owner"), newPassword()];
  const owner = new Staff(url);
  Object.assign(owner, { email, password }); // the password is asked for again before some acts
  await owner.post(
    "/api/practices",
    {
      practice: { name: "Sunrise Clinic, Indiranagar", country: "IN", state: "Karnataka", timeZone: "Asia/Kolkata", smsDisplayName: "Sunrise Clinic", phone: "+918025550123", address: "12 Lake Road, Indiranagar, Bengaluru 560038", gstin: "29AAAAA0000A1ZY" },
      owner: { name: "Kavya Rao", email },
    },
    202,
  );
  const mail = await outbox.next("email", email);
  await owner.post("/api/passwords", { token: secretIn(mail.text), password }, 204);
  const session = await owner.post("/api/sessions", { email, password }, 201);
  expect(session.role, "owner", "role of who registered the practice");
  await owner.post("/api/session/step-up", { password }, 204);
  await owner.call(
    "PUT",
    `/api/staff/${session.staffId}`,
    { name: "Dr Kavya Rao", role: "owner", disabled: false, qualifications: "MBBS, MD", registrationNumber: "KMC 00000" },
    { status: 200, headers: { "If-Match": await versionOf(owner, session.staffId) } },
  );
  return owner;
}

async function versionOf(owner, staffId) {
  const { items } = await owner.get("/api/staff");
  return `"${items.find(({ id }) => id === staffId).version}"`;
}

/** Registers a patient whose number is verified by the code that reached it. */
export async function newPatient(staff, outbox, { name = "Asha Verma", dateOfBirth = "1988-04-12", language = "en", ...more } = {}) {
  const phone = newPhone();
  const patient = await staff.post("/api/patients", { name, sex: "female", dateOfBirth, phone, language, ...more }, 201);
  await staff.post(`/api/patients/${patient.id}/phone-codes`, {}, 202);
  const code = codeIn(await outbox.next("sms", phone));
  const verified = await staff.post(`/api/patients/${patient.id}/phone-verification`, { code }, 200);
  expect(verified.phoneStatus, "verified", "phoneStatus after the code");
  return verified;
}

/** Uploads a file as the clinic's page does, and waits until it was checked. */
export async function upload(staff, patient, name, contentType, bytes) {
  const files = `/api/patients/${patient.id}/files`;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const { file, upload } = await staff.post(files, { name, contentType, size: bytes.length, sha256 }, 201);
  const form = new FormData();
  for (const [field, value] of Object.entries(upload.fields)) form.append(field, value);
  form.append("file", new Blob([bytes]));
  const sent = await fetch(upload.url, { method: "POST", body: form, headers: { Origin: staff.url } });
  expect(sent.status, 204, "the store's answer");
  return until("the file to be checked", async () => {
    const now = await staff.get(`${files}/${file.id}`);
    return now.state !== "pending" && now.state !== "scanning" && now;
  });
}

/** The SMS that carries a link, not a code. */
export const linkTo = (outbox, { phone }, url) => outbox.next("sms", phone, ({ body }) => /\/s\?/.test(body)).then((sms) => linkIn(sms, url));

/** The code in an SMS. */
export function codeIn({ body }) {
  const [code] = /\b\d{6}\b/.exec(body) ?? [];
  if (!code) throw new Error(`no code in: ${body}`);
  return code;
}

/** The link in an SMS, as the patient's browser opens it from the local cloud. */
export function linkIn({ body }, url) {
  const [, token] = /https?:\/\/\S+\/s\?([\w-]{30})(?=\s|$|\.)/.exec(body) ?? [];
  if (!token) throw new Error(`no share link in: ${body}`);
  return `${url}/s?${token}`;
}
