/** The patient's side of the stories: an account on the real API, as a browser keeps it. */
import { Staff, codeIn } from "./clinic-api.mjs";

/** The temporary password in the mail of an invite. */
export function temporaryPassword({ text }) {
  const [password] = /\b(?:[0-9a-zA-Z]{4,5}-){3,4}[0-9a-zA-Z]{4,5}\b/.exec(text) ?? [];
  if (!password) throw new Error(`no temporary password in: ${text}`);
  return password;
}

/** Signs in with what the invite brought, chooses a password, and proves by the code whose chart it is. */
export async function acceptInvite(url, outbox, invite, { email, phone }, password) {
  const patient = new Staff(url); // keeps cookies and sends the headers, as a browser does
  const mailed = temporaryPassword(invite);
  const first = await patient.post("/api/portal/sessions", { email, password: mailed }, 201);
  if (first.scope !== "new-password") throw new Error(`the temporary password opens ${first.scope}`);
  await patient.call("GET", "/api/portal/records", undefined, { status: 403 });
  await patient.post("/api/portal/password", { password }, 200);
  const { items } = await patient.get("/api/portal/persons");
  const { practiceId, patientId, proof } = items[0];
  if (proof !== "phone-code") throw new Error(`the chart asks for ${proof}`);
  await patient.call("GET", "/api/portal/records", undefined, { status: 403 });
  await patient.post("/api/portal/person-codes", { practiceId, patientId }, 202);
  const code = codeIn(await outbox.next("sms", phone));
  await patient.post("/api/portal/person", { practiceId, patientId, code }, 200);
  return patient;
}
