/** The part of the fixture server that answers for messages, own notes and files, history and consent of a chart that is open. */
import { history } from "./fixtures.mjs";

const minutesAgo = (n) => new Date(Date.now() - n * 60_000).toISOString();
const problem = (status, code, more = {}) => ({ status, body: { type: `/problems/${code}`, title: code, status, ...more } });
const ok = (body) => ({ status: 200, body });

const rao = { party: "practice", staffId: "stf_1", name: "Dr Kavya Rao" };
const patient = { party: "patient" };

const threadsOf = () => [
  { id: "thr_1", subject: "The new tablets", startedBy: patient, createdAt: minutesAgo(3000), lastAt: minutesAgo(30), messages: 3, unread: 1, unreadByOther: 0, for: rao, takesMessages: true },
  { id: "thr_2", subject: "Next visit", startedBy: rao, createdAt: minutesAgo(9000), lastAt: minutesAgo(8000), messages: 2, unread: 0, unreadByOther: 1, waitingSince: minutesAgo(8000), promisedBy: minutesAgo(-400), takesMessages: true },
  { id: "thr_3", subject: "A bill from March", startedBy: patient, createdAt: minutesAgo(90_000), lastAt: minutesAgo(80_000), messages: 1, unread: 0, unreadByOther: 0, closedAt: minutesAgo(70_000), takesMessages: false },
];

const messages = [
  { id: "msg_1", number: 1, by: patient, text: "I feel dizzy in the morning since I take the new tablets.\nShall I go on?", sentAt: minutesAgo(3000), readAt: minutesAgo(2900), readBy: rao, attachments: [{ id: "fil_1", name: "tablets.jpg", contentType: "image/jpeg", size: 1_843_200 }] },
  { id: "msg_2", number: 2, by: rao, text: "Please take them after breakfast, not before. Tell me on Friday how it goes.", sentAt: minutesAgo(2800), readAt: minutesAgo(2700), attachments: [] },
  { id: "msg_3", number: 3, by: rao, text: "How are you today?", sentAt: minutesAgo(30), attachments: [] },
];

const added = () => [
  { id: "own_1", type: "clinical-note", title: "My knee is swollen since Monday, and the new tablets …", effectiveAt: minutesAgo(20), fromPatient: true },
  { id: "own_2", type: "file", title: "Blood test", effectiveAt: minutesAgo(600), fromPatient: true, attachments: 2, reading: { byName: "Dr Kavya Rao", at: minutesAgo(300) } },
  { id: "own_3", type: "clinical-note", effectiveAt: minutesAgo(9000), fromPatient: true, withdrawn: true },
];

const sections = (text) => [{ heading: text[0], text: text[1] }, { heading: text[2], text: text[3] }];
const notices = {
  en: { title: "What you agree to", sections: sections(["What is shared", "New records of yours are sent to your phone as a link.", "Your rights", "You can stop this at any time. It changes nothing in your treatment."]) },
  hi: { title: "आप किस बात के लिए सहमत हैं", sections: sections(["क्या भेजा जाता है", "आपके नए रिकॉर्ड लिंक के रूप में आपके फ़ोन पर भेजे जाते हैं।", "आपके अधिकार", "आप इसे कभी भी रोक सकते हैं। इससे आपके इलाज में कुछ नहीं बदलता।"]) },
};

/** What each scenario's person has changed. */
const memory = new Map();
export const forgetParts = () => memory.clear();

/** The clinic answers in the first thread. */
export function answerInThread(scenario, text) {
  const kept = memory.get(scenario);
  const number = kept.messages.length + 1;
  kept.messages.push({ id: `msg_${number}`, number, by: rao, text, sentAt: minutesAgo(0), attachments: [] });
  kept.threads[0].unread++;
}

/** Answers a call about a chart that is open; undefined if it is about something else. */
export function answerPart(method, path, query, body, scenario) {
  const kept = memory.get(scenario) ?? memory.set(scenario, { threads: threadsOf(), messages: [...messages], added: added(), sharing: scenario !== "optedout", email: scenario === "broken" ? "broken" : "on", language: "en", files: 0 }).get(scenario);
  const notice = { open: scenario !== "closed", replyHours: scenario === "slow" ? 0 : 48, warning: "not_for_emergencies", ...(scenario !== "slow" && { emergencyNumber: "112" }) };
  const unread = () => kept.threads.reduce((n, thread) => n + thread.unread, 0);
  switch (`${method} ${path}`) {
    case "GET /api/portal/unread-messages": {
      const threads = scenario === "empty" ? [] : kept.threads.filter((thread) => thread.unread > 0).map((thread) => ({ id: thread.id, unread: thread.unread }));
      return ok({ unread: threads.reduce((n, thread) => n + thread.unread, 0), threads });
    }
    case "GET /api/portal/threads":
      return ok(scenario === "empty" ? { unread: 0, items: [], notice } : { unread: unread(), items: kept.threads, notice });
    case "POST /api/portal/threads":
      if (body.to === "stf_2") return problem(422, "invalid", { fields: [{ pointer: "/to", code: "unknown_person", detail: "" }] });
      return { status: 201, body: { thread: { ...kept.threads[1], id: "thr_2" }, messages: [] } };
    case "GET /api/portal/recipients":
      return ok({ clinicians: [{ id: "stf_1", name: "Dr Kavya Rao" }, { id: "stf_2", name: "Dr Arjun Das" }], notice });
    case "GET /api/portal/records":
      return query.get("own") ? ok({ items: scenario === "empty" ? [] : kept.added }) : undefined;
    case "DELETE /api/portal/records/own_1":
      if (scenario === "read") {
        kept.added[0] = { ...kept.added[0], reading: { byName: "Dr Kavya Rao", at: minutesAgo(1) } };
        return problem(409, "read_already");
      }
      kept.added[0] = { ...kept.added[0], withdrawn: true };
      return { status: 204 };
    case "POST /api/portal/notes":
    case "POST /api/portal/documents":
      if (scenario === "often") return problem(429, "too_many_requests", { retryAfterSeconds: 600 });
      kept.added.unshift({ id: `own_${kept.added.length + 1}`, type: path.endsWith("notes") ? "clinical-note" : "file", effectiveAt: minutesAgo(0), fromPatient: true, attachments: body.attachments.length });
      return { status: 201, body: { id: "own_9", type: "clinical-note", recordedAt: minutesAgo(0) } };
    case "POST /api/portal/files":
      if (scenario === "full") return problem(409, "quota_reached");
      kept.files++;
      return { status: 201, body: { file: fileOf(`fil_${kept.files}`, body.name, "pending"), upload: { url: "/store", fields: { key: "k" }, expiresAt: minutesAgo(-10) } } };
    case "GET /api/portal/history": {
      if (scenario === "empty") return ok({ items: [] });
      const at = Number(query.get("cursor") ?? 0);
      return ok({ items: history[at], ...(history[at + 1] && { nextCursor: String(at + 1) }) });
    }
    case "GET /api/portal/consent":
      return ok(consentOf(kept));
    case "PUT /api/portal/consent":
      if (scenario === "down") return problem(500, "internal");
      if (body.sharing !== undefined) kept.sharing = body.sharing;
      if (body.email !== undefined) kept.email = body.email ? "on" : "off";
      return ok(consentOf(kept));
    case "PUT /api/portal/language":
      kept.language = body.language;
      return { status: 204 };
  }
  const [, file] = /^\/api\/portal\/files\/(fil_\d+)$/.exec(path) ?? [];
  if (file && method === "GET") return ok(fileOf(file, "report.pdf", scenario === "refused" ? "refused" : "ready"));
  const [, id, rest = ""] = /^\/api\/portal\/threads\/([^/]+)(\/\w+)?$/.exec(path) ?? [];
  const thread = kept.threads.find((one) => one.id === id);
  if (!thread) return undefined;
  if (rest === "/close") return ok(Object.assign(thread, { closedAt: minutesAgo(0), closedBy: patient }));
  if (rest === "/messages") {
    if (scenario === "throttled") return problem(409, "thread_full");
    const message = { id: `msg_${kept.messages.length + 1}`, number: kept.messages.length + 1, by: patient, text: body.text, sentAt: minutesAgo(0), attachments: [] };
    kept.messages.push(message);
    return { status: 201, body: { thread: Object.assign(thread, { promisedBy: minutesAgo(-2880) }), messages: [message] } };
  }
  if (method !== "GET") return undefined;
  thread.unread = 0;
  if (query.get("cursor")) return ok({ thread, messages: kept.messages.slice(0, 1) });
  return ok(id === "thr_1" ? { thread, messages: kept.messages.slice(scenario === "long" ? 1 : 0), ...(scenario === "long" && { nextCursor: "1" }) } : { thread, messages: kept.messages.slice(0, 1) });
}

const fileOf = (id, name, state) => ({ id, name, contentType: "application/pdf", size: 2048, state, ...(state === "refused" && { refusal: "encrypted" }), origin: "patient", uploadedBy: "", createdAt: minutesAgo(0) });

const consentOf = ({ sharing, email, language }) => ({ sharing, ...(!sharing && { optedOutAt: minutesAgo(9000) }), email, edition: "2026-01", language, practice: { name: "Lakeside Eye Hospital", phone: "+918025550123" }, notices });

