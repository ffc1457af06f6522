/**
 * The part of the fixture server that answers as the API does for video calls: each token is a room
 * of its own, kept in memory, so that two pages can really call each other.
 */
const rooms = new Map();
const inMinutes = (n) => new Date(Date.now() + n * 60_000).toISOString();
const problem = (status, code, more = {}) => ({ status, body: { type: `/problems/${code}`, title: code, status, ...more } });
const ok = (body) => ({ status: 200, body });

export const forgetRooms = () => rooms.clear();

function roomOf(scenario) {
  if (!rooms.has(scenario)) rooms.set(scenario, { people: [], signals: [], startedAt: undefined, endedAt: undefined });
  return rooms.get(scenario);
}

const stateOf = (scenario) => (rooms.get(scenario)?.endedAt || scenario.startsWith("closed") ? "ended" : scenario.startsWith("early") ? "early" : "open");

function times(scenario) {
  const from = scenario.startsWith("early") ? 30 : -5;
  return { opensAt: inMinutes(from), closesAt: inMinutes(scenario.startsWith("closed") ? -1 : from + 135), serverTime: inMinutes(0) };
}

function visitOf(scenario) {
  const { startedAt } = roomOf(scenario);
  const { opensAt, closesAt } = times(scenario);
  const at = inMinutes(-2);
  return {
    id: "vis_1",
    state: stateOf(scenario),
    plannedAt: inMinutes(0),
    opensAt,
    closesAt,
    language: "en",
    minor: scenario.startsWith("minor"),
    createdAt: at,
    createdByName: "Dr Kavya Rao",
    sms: { state: "sent", at, hint: "•• 210" },
    ...(scenario.startsWith("failed") && { email: { state: "failed", at } }),
    ...(startedAt && { startedAt, startedByName: "Dr Kavya Rao" }),
  };
}

/** What a participant sees of the room; a guest who waits sees nothing. */
function view(scenario, id, after) {
  const room = roomOf(scenario);
  const me = room.people.find((one) => one.id === id);
  const { closesAt, serverTime } = times(scenario);
  const base = { closesAt, serverTime };
  if (room.endedAt) return ok({ state: "ended", ...base });
  if (!me) return id === "staff" ? problem(409, "not_joined") : problem(401, "unauthenticated");
  if (me.state === "refused") return ok({ state: "refused", ...base });
  if (me.state === "waiting") return ok({ state: "waiting", ...base });
  const people = room.people.filter(({ state }) => state === "admitted" || (id === "staff" && state === "waiting"));
  return ok({
    state: id === "staff" ? "open" : "admitted",
    ...base,
    self: id,
    participants: people.map((one) => ({ ...one, present: true, joinedAt: serverTime })),
    signals: room.signals.filter(({ to, seq }) => to === id && seq > after).map(({ seq, from, kind, payload }) => ({ id: String(seq), from, kind, payload })),
    next: String(room.signals.length),
    // Credentials are renewed in the course of a call; here, when it is noted as begun.
    iceServers: scenario.startsWith("turn") ? [{ urls: ["turn:127.0.0.1:9?transport=tcp"], username: room.startedAt ? "later" : "first", credential: "made-up" }] : [],
  });
}

function send(scenario, from, { to, kind, payload }) {
  const room = roomOf(scenario);
  if (!room.people.some(({ id, state }) => id === to && state === "admitted")) return problem(404, "participant_not_found");
  room.signals.push({ seq: room.signals.length + 1, to, from, kind, payload });
  return { status: 204 };
}

const linkPage = (scenario, practice) => ({
  state: stateOf(scenario),
  practice: { name: practice.name, phone: practice.phone },
  person: "Asha V",
  language: scenario.endsWith("_hi") ? "hi" : "en",
  ...times(scenario),
});

/** Answers a call about a visit; undefined if it is about something else. */
export function answerVisit(method, path, query, body, cookies, practice) {
  const after = Number(query.get("after") ?? 0);
  const scenario = (body?.token ?? "").replace(/-+$/, "");
  const [guestOf, guestId] = (cookies.get("__Host-visit") ?? "~").split("~");
  switch (`${method} ${path}`) {
    case "POST /api/visit-links/open":
      if (scenario.startsWith("missing")) return problem(404, "visit_link_not_found");
      return scenario.startsWith("down") ? problem(500, "internal") : ok(linkPage(scenario, practice));
    case "POST /api/visit-links/join": {
      if (scenario.startsWith("lobbyfull")) return problem(409, "lobby_full");
      const { people } = roomOf(scenario);
      const known = guestOf === scenario && people.find(({ id, state }) => id === guestId && state !== "left");
      const me = known || { id: `guest-${people.length}`, name: body.name, kind: "guest", state: scenario.startsWith("alone") ? "admitted" : "waiting" };
      if (!known) people.push(me);
      return { ...ok({ state: me.state, ...times(scenario) }), cookie: `__Host-visit=${scenario}~${me.id}` };
    }
    case "POST /api/visit-links/renew":
      return { status: 202, body: { message: "ok" } };
    case "GET /api/visit-room":
      return guestOf.startsWith("gone") ? problem(401, "unauthenticated") : view(guestOf, guestId, after);
    case "DELETE /api/visit-room":
      roomOf(guestOf).people.forEach((one) => one.id === guestId && (one.state = "left"));
      return { status: 204 };
    case "POST /api/visit-room/signals":
      return send(guestOf, guestId, body);
  }
  const [, patientId, visitId, rest = ""] = /^\/api\/patients\/([^/]+)(?:\/visits\/([^/]+)(?:\/(.*))?)?$/.exec(path) ?? [];
  return patientId ? answerStaff(method, patientId, visitId, rest, after, body) : undefined;
}

/** The scenario is the patient's id. */
function answerStaff(method, scenario, visitId, rest, after, body) {
  if (scenario.startsWith("signedout")) return problem(401, "unauthenticated");
  if (scenario.startsWith("missing")) return problem(404, "patient_not_found");
  if (!visitId) {
    return ok({ id: scenario, name: "Asha Kamala Verma", sex: "female", dateOfBirth: scenario.startsWith("minor") ? "2019-04-12" : "1988-04-12", language: "en", phoneIsGuardians: false, phoneStatus: "verified", optedOut: false, version: 1, createdAt: inMinutes(-9) });
  }
  const room = roomOf(scenario);
  const [what, participantId, verdict] = rest.split("/");
  switch (`${method} ${what}`) {
    case "GET ":
    case "POST link":
      return ok(visitOf(scenario));
    case "POST join":
      if (scenario.startsWith("roomfull")) return problem(409, "room_full");
      if (!room.people.some(({ id }) => id === "staff")) room.people.push({ id: "staff", name: "Dr Kavya Rao", kind: "staff", state: "admitted", qualifications: "MBBS, MD", registrationNumber: "KMC 00000" });
      return view(scenario, "staff", 0);
    case "GET room":
      return view(scenario, "staff", after);
    case "DELETE room":
      room.people = room.people.filter(({ id }) => id !== "staff");
      return { status: 204 };
    case "POST signals":
      return send(scenario, "staff", body);
    case "POST participants":
      room.people.forEach((one) => one.id === participantId && (one.state = verdict === "admit" ? "admitted" : "refused"));
      return { status: 204 };
    case "POST start":
      room.startedAt = inMinutes(0);
      return ok(visitOf(scenario));
    case "POST end":
      room.endedAt = inMinutes(0);
      return ok(visitOf(scenario));
    default:
      return problem(404, "not_found");
  }
}
