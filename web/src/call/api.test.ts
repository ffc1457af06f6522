import { afterEach, expect, test, vi } from "vitest";
import { guestSignalling, staffSignalling } from "./api";

const person = (id: string, kind: "staff" | "guest", state: "waiting" | "admitted", present = true) => ({ id, name: id, kind, state, present, joinedAt: "2026-11-22T05:00:00Z" });
const signal = (id: string) => ({ id, from: "staff", kind: "offer", payload: `payload ${id}` });

/** Answers each request with the next of these, and notes what was asked. */
function server(...answers: { status?: number; body?: unknown }[]) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path}`);
    const { status = 200, body } = answers.shift() ?? {};
    return new Response(status === 204 ? null : JSON.stringify(body ?? {}), { status });
  });
  return asked;
}

afterEach(() => void vi.unstubAllGlobals());

test("a signal that the server answers twice is read once, and acknowledged", async () => {
  const room = (next: string, ...signals: object[]) => ({ body: { state: "admitted", self: "me", participants: [person("me", "guest", "admitted"), person("staff", "staff", "admitted")], signals, next } });
  const asked = server(room("n/1", signal("1")), room("n2", signal("1"), signal("2")));
  const guest = guestSignalling();
  const read = [];
  for (let i = 0; i < 2; i++) {
    const came = await guest.room();
    if (came.ok && came.data.at === "admitted") read.push(...came.data.incoming.map(({ payload }) => payload));
  }
  expect(read).toEqual(["payload 1", "payload 2"]);
  expect(asked).toEqual(["get /api/visit-room", "get /api/visit-room?after=n%2F1"]);
});

test("a guest who waits knows of nobody", async () => {
  server({ body: { state: "waiting" } });
  expect(await guestSignalling().room()).toEqual({ ok: true, data: { at: "waiting" } });
});

test.each([
  ["refused", { body: { state: "refused" } }, "refused"],
  ["ended", { body: { state: "ended" } }, "ended"],
  ["no cookie any more", { status: 401 }, "gone"],
  ["ended, as a problem", { status: 410 }, "ended"],
])("for a guest it is over: %s", async (_, answer, over) => {
  server(answer);
  expect(await guestSignalling().room()).toEqual({ ok: false, over });
});

test.each([
  [500, undefined, 0],
  [429, { retryAfterSeconds: 7 }, 7],
])("a %d is tried again", async (status, body, retryAfterSeconds) => {
  server({ status, body });
  expect(await guestSignalling().room()).toEqual({ ok: false, retryAfterSeconds });
});

test("the staff sees who waits, but not who waited and went", async () => {
  server({ body: { state: "open", self: "me", participants: [person("me", "staff", "admitted"), person("asha", "guest", "waiting"), person("ravi", "guest", "waiting", false), person("meena", "guest", "admitted", false)] } });
  const came = await staffSignalling({ patientId: "pat 1", visitId: "vis_1" }).room();
  if (!came.ok || came.data.at !== "admitted") throw new Error("not admitted");
  expect(came.data.waiting.map(({ id }) => id)).toEqual(["asha"]);
  expect(came.data.participants.map(({ id, present }) => [id, present])).toEqual([["meena", false]]);
});

test("ids are written safely into addresses, and no token is in any", async () => {
  const asked = server({ status: 204 });
  await staffSignalling({ patientId: "pat/1?", visitId: "vis_1" }).leave();
  expect(asked).toEqual(["delete /api/patients/pat%2F1%3F/visits/vis_1/room"]);
});

test("a signal to somebody who has gone is not sent again", async () => {
  server({ status: 404 }, { status: 500 });
  const message = { to: "ravi", kind: "candidate", payload: "{}" } as const;
  expect(await guestSignalling().send(message)).toEqual({ ok: true, data: undefined });
  expect(await guestSignalling().send(message)).toEqual({ ok: false, retryAfterSeconds: 0 });
});
