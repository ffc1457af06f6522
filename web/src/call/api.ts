import { call, type Result } from "../api/client";
import type { components } from "../api/schema";
import * as urls from "../urls";
import type { Answered, Incoming, Outgoing, Participant, Signalling } from "./signalling";

type Schemas = components["schemas"];
type Signal = Schemas["VisitSignal"];
type Listed = Schemas["VisitParticipant"];

/** Where a member of the staff calls whom. */
export interface VisitPlace {
  patientId: string;
  visitId: string;
}

/** Fills the ids into an address of the contract. */
export function at<P extends string>(path: P, { patientId, visitId }: VisitPlace, participantId = ""): P {
  const ids: Record<string, string> = { patientId, visitId, participantId };
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? "")) as P;
}

/** How a failed call ends the call that is made by it, or does not. */
function failed(answer: Result<unknown> & { ok: false }): Answered<never> {
  const { status, retryAfterSeconds = 0 } = answer;
  if (status === 410) return { ok: false, over: "ended" };
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return { ok: false, over: "gone" };
  return { ok: false, retryAfterSeconds };
}

/** Reads each signal once, though the server may answer one twice, and says up to where. */
function newReader() {
  const seen: string[] = [];
  let next: string | undefined;
  return {
    after: <P extends string>(path: P) => (next === undefined ? path : (`${path}?after=${encodeURIComponent(next)}` as P)),
    read(signals: readonly Signal[] = [], upTo: string | undefined): Incoming[] {
      next = upTo ?? next;
      const fresh = signals.filter(({ id }) => !seen.includes(id));
      seen.push(...fresh.map(({ id }) => id));
      seen.splice(0, seen.length - 500);
      return fresh.map(({ from, payload }) => ({ from, payload }));
    },
  };
}

const inRoom = (listed: readonly Listed[] = [], self: string | undefined): Participant[] =>
  listed.filter(({ id, state }) => id !== self && state === "admitted").map(({ kind, joinedAt, admittedAt, state, ...one }) => ({ ...one, role: kind }));

/** The contract has no kind of its own for a greeting. */
const onWire = ({ to, kind, payload }: Outgoing): Schemas["NewVisitSignal"] => ({ to, kind: kind === "hello" ? "candidate" : kind, payload });

/** A signal that nobody can take any more is as good as sent. */
const sent = (answer: Result<unknown>): Answered<undefined> => {
  if (answer.ok || answer.status === 404 || answer.status === 403) return { ok: true, data: undefined };
  return failed(answer);
};

/** The way of somebody who was called: who they are says a cookie. */
export function guestSignalling(): Signalling {
  const reader = newReader();
  return {
    role: "guest",
    async room() {
      const answer = await call("get", reader.after(urls.guestRoom));
      if (!answer.ok) return failed(answer);
      const { state, self, participants, signals, next, iceServers = [] } = answer.data;
      if (state === "refused" || state === "ended") return { ok: false, over: state };
      if (state === "waiting" || self === undefined) return { ok: true, data: { at: "waiting" } };
      return { ok: true, data: { at: "admitted", me: self, participants: inRoom(participants, self), waiting: [], incoming: reader.read(signals, next), iceServers } };
    },
    send: async (message) => sent(await call("post", urls.guestSignals, onWire(message))),
    async leave() {
      await call("delete", urls.guestRoom);
    },
  };
}

/** The way of the staff, who has joined already. */
export function staffSignalling(place: VisitPlace): Signalling {
  const reader = newReader();
  return {
    role: "staff",
    async room() {
      const answer = await call("get", reader.after(at(urls.visitRoom, place)));
      if (!answer.ok) return failed(answer);
      const { state, self, participants = [], signals, next, iceServers = [] } = answer.data;
      if (state === "ended") return { ok: false, over: "ended" };
      if (self === undefined) return { ok: false, over: "gone" };
      const waiting = participants.filter((one) => one.state === "waiting" && one.present).map(({ id, name }) => ({ id, name }));
      return { ok: true, data: { at: "admitted", me: self, participants: inRoom(participants, self), waiting, incoming: reader.read(signals, next), iceServers } };
    },
    send: async (message: Outgoing) => sent(await call("post", at(urls.visitSignals, place), onWire(message))),
    async leave() {
      await call("delete", at(urls.visitRoom, place));
    },
  };
}
