import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem } from "../../api/problem";
import { Keeper, typingMilliseconds, type Desk } from "./keeper";
import { holds, type StoredRecord } from "./writing";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const offline = () => new ApiProblem("offline", 0);
const at = "2026-03-01T10:45:00Z";

/** A server with one record in it, which may be cut off before or after it has heard. */
class Server implements Desk {
  record: StoredRecord | undefined;
  cut: "before" | "after" | undefined;
  readonly asked: string[] = [];

  store(body: { type?: unknown; content: unknown }, status: StoredRecord["status"], version: number): StoredRecord {
    const tidy = JSON.parse(JSON.stringify(body.content), (_, value: unknown) => (typeof value === "string" ? value.trim() : value)) as never;
    this.record = { ...body, id: "R", type: "clinical-note", status, version, content: tidy, shareBox: false, origin: "web", effectiveAt: at, recordedAt: at, authorId: "S", warnings: [] };
    return this.record;
  }

  async answer(what: string, act: () => StoredRecord): Promise<StoredRecord> {
    this.asked.push(what);
    if (this.cut === "before") throw offline();
    const done = act();
    if (this.cut === "after") throw offline();
    return done;
  }

  create: Desk["create"] = (_, body) =>
    this.answer(`create ${body.status}`, () => {
      if (this.record && !holds(this.record, body)) throw new ApiProblem("idempotency_key_reused", 409);
      return this.record ?? this.store(body, body.status, 1);
    });
  update: Desk["update"] = (_, version, body) =>
    this.answer(`update ${version} ${body.status}`, () => {
      if (version !== this.record?.version) throw new ApiProblem("stale", 412);
      return this.store(body, body.status, version + 1);
    });
  amend: Desk["amend"] = (_, version, body) =>
    this.answer(`amend ${version}`, () => {
      if (version !== this.record?.version) throw new ApiProblem("stale", 412);
      return this.store(body, "amended", version + 1);
    });
  read: Desk["read"] = () => this.answer("read", () => this.record!);
  release: Desk["release"] = async () => {};
}

const write = (server: Desk, start: ConstructorParameters<typeof Keeper>[2] = { content: {} }) => new Keeper("R", "clinical-note", start, server);
const text = (freeText: string) => ({ content: { freeText } });
const wait = (milliseconds = typingMilliseconds) => vi.advanceTimersByTimeAsync(milliseconds);

test("what is typed is saved once the keys rest, first as a new draft, then over it", async () => {
  const server = new Server();
  const keeper = write(server);
  keeper.edit(text("a"));
  await wait(typingMilliseconds - 1);
  expect(server.asked).toEqual([]);
  keeper.edit(text("ab"));
  await wait();
  expect(keeper.kept().saving).toEqual({ status: "saved", at });
  keeper.edit(text("abc"));
  await wait();
  expect(server.asked).toEqual(["create draft", "update 1 draft"]);
  expect(server.record?.content).toEqual({ freeText: "abc" });
});

test("a form that nobody touched stores nothing", async () => {
  const server = new Server();
  expect(await write(server).flush()).toBe(true);
  expect(server.asked).toEqual([]);
});

test("Save pressed twice makes one record", async () => {
  const server = new Server();
  const keeper = write(server);
  keeper.edit(text("a"));
  const [one, two] = await Promise.all([keeper.finish(), keeper.finish()]);
  expect([one, server.asked]).toEqual([two, ["create final"]]);
  expect(keeper.dirty).toBe(false);
});

test("without a connection nothing is lost, and it is saved when it is back", async () => {
  const server = new Server();
  server.cut = "before";
  const keeper = write(server);
  keeper.edit(text("a"));
  await wait();
  expect(keeper.kept().saving.status).toBe("failed");
  expect(keeper.dirty).toBe(true);
  server.cut = undefined;
  await wait(20_000);
  expect(keeper.kept().saving.status).toBe("saved");
});

test.each(["draft", "final"] as const)("a %s whose answer was lost is no conflict", async (status) => {
  const server = new Server();
  const keeper = write(server);
  keeper.edit(text("a"));
  await wait();
  server.cut = "after";
  keeper.edit(text("ab "));
  await (status === "draft" ? keeper.flush() : keeper.finish());
  server.cut = undefined;
  keeper.edit(text(status === "draft" ? "abc" : "ab"));
  expect((await keeper.finish())?.status).toBe("final");
  expect(keeper.kept().saving.status).toBe("saved");
});

test("a new draft whose answer was lost is gone on with, not made twice", async () => {
  const server = new Server();
  server.cut = "after";
  const keeper = write(server);
  keeper.edit(text("a"));
  await wait();
  server.cut = undefined;
  keeper.edit(text("ab"));
  await wait();
  expect(server.record).toMatchObject({ version: 2, content: { freeText: "ab" } });
});

test("what another tab stored is never written over without being asked", async () => {
  const server = new Server();
  const keeper = write(server);
  keeper.edit(text("mine"));
  await wait();
  server.store({ content: { freeText: "theirs" } }, "draft", 2);
  keeper.edit(text("mine, longer"));
  await wait();
  expect(keeper.kept().saving).toMatchObject({ status: "conflict", theirs: { content: { freeText: "theirs" } } });
  await wait(60_000);
  expect(await keeper.finish()).toBeUndefined();
  expect(server.record?.content).toEqual({ freeText: "theirs" });
  keeper.settle("mine", () => "N");
  await wait();
  expect(server.record).toMatchObject({ version: 3, content: { freeText: "mine, longer" } });
});

test("taking theirs gives back what was typed, for an undo", async () => {
  const server = new Server();
  const keeper = write(server);
  keeper.edit(text("mine"));
  await wait();
  server.store({ content: { freeText: "theirs" } }, "draft", 2);
  keeper.edit(text("mine, longer"));
  await wait();
  const typed = keeper.settle("theirs", () => "N");
  expect(typed.content).toEqual({ freeText: "mine, longer" });
  expect(keeper.kept().writing.content).toEqual({ freeText: "theirs" });
  expect(keeper.dirty).toBe(false);
});

test("over a draft that somebody discarded, mine becomes a record of its own", async () => {
  const server = new Server();
  const keeper = write(server);
  keeper.edit(text("mine"));
  await wait();
  server.store({ content: {} }, "entered-in-error", 2);
  keeper.edit(text("mine, longer"));
  await wait();
  server.record = undefined;
  keeper.settle("mine", () => "N");
  await wait();
  expect(keeper.id).toBe("N");
  expect(server.record).toMatchObject({ version: 1, content: { freeText: "mine, longer" } });
});

test("a correction is not saved by itself, and says why it was made", async () => {
  const server = new Server();
  const stored = server.store({ content: { freeText: "a" } }, "final", 3);
  const keeper = write(server, { stored });
  keeper.edit(text("b"));
  await wait(60_000);
  expect(server.asked).toEqual([]);
  expect(await keeper.flush()).toBe(false);
  keeper.edit({ reason: "wrong side" });
  expect((await keeper.finish())?.status).toBe("amended");
  expect(server.record).toMatchObject({ reason: "wrong side", content: { freeText: "b" } });
});

test("a refusal is kept until what it was of is saved", async () => {
  const server = new Server();
  const keeper = write(server);
  const refusal = new ApiProblem("invalid", 422, { fields: [{ pointer: "/content", code: "required", detail: "…" }] });
  server.create = async () => Promise.reject(refusal);
  keeper.edit(text(""));
  expect(await keeper.finish()).toBeUndefined();
  expect(keeper.kept()).toMatchObject({ refusal, attempted: true });
  expect(keeper.dirty).toBe(true);
});

test("a hold without a reason is not left out of what is saved for good: that would be shared", async () => {
  const server = new Server();
  const create = vi.spyOn(server, "create");
  const keeper = write(server);
  keeper.edit({ ...text("a"), hold: { reason: "" } });
  await wait();
  expect(create.mock.lastCall?.[1].hold).toBeUndefined();
  const update = vi.spyOn(server, "update");
  await keeper.finish();
  expect(update.mock.lastCall?.[2]).toMatchObject({ status: "final", hold: { reason: "" } });
});

test("a colleague's version that has all of mine in it is no version of mine: what I removed is not taken for saved", async () => {
  const server = new Server();
  const keeper = write(server);
  keeper.edit({ content: { freeText: "a", advice: "twice" } });
  await wait();
  server.store({ content: { freeText: "a", advice: "twice", plan: "theirs" } }, "final", 2);
  keeper.edit(text("a"));
  expect(await keeper.finish()).toBeUndefined();
  expect(keeper.kept().saving).toMatchObject({ status: "conflict", theirs: { content: { plan: "theirs" } } });
});

test("a Save that was heard, and whose answer was lost, is found out when the draft is saved again", async () => {
  const server = new Server();
  const keeper = write(server);
  keeper.edit(text("a"));
  await wait();
  server.cut = "after";
  keeper.edit(text("ab"));
  expect(await keeper.finish()).toBeUndefined();
  server.cut = undefined;
  expect(await keeper.flush()).toBe(true);
  expect(keeper.kept()).toMatchObject({ finished: { status: "final", content: { freeText: "ab" } } });
  expect(keeper.closed).toBe(true);
});

test("a correction whose answer was lost is not made twice, and one that goes on is made over it", async () => {
  const server = new Server();
  const stored = server.store({ content: { freeText: "a" } }, "final", 3);
  const keeper = write(server, { stored });
  keeper.edit({ ...text("b"), reason: "why" });
  server.cut = "after";
  expect(await keeper.finish()).toBeUndefined();
  server.cut = undefined;
  keeper.edit(text("bc"));
  expect((await keeper.finish())?.version).toBe(5);
  expect(server.record?.content).toEqual({ freeText: "bc" });
});

test("going on with mine keeps what only a colleague changed beside it: their hold, their box, their files", async () => {
  const server = new Server();
  const keeper = write(server);
  keeper.edit({ ...text("mine"), attachments: ["F1"] });
  await wait();
  server.store({ content: { freeText: "theirs" } }, "draft", 2);
  Object.assign(server.record!, { hold: { reason: "ask first", at, byName: "B" }, shareBox: false, attachments: ["F1", "F2"] });
  const release = vi.spyOn(server, "release");
  keeper.edit({ ...text("mine, longer"), attachments: ["F1", "F3"] });
  await wait();
  keeper.settle("mine", () => "N");
  await wait();
  expect(release).not.toHaveBeenCalled();
  expect(keeper.kept().writing).toMatchObject({ content: { freeText: "mine, longer" }, hold: { reason: "ask first" }, shareBox: false, attachments: ["F1", "F3", "F2"] });
});

test("over a bill that somebody saved for good, mine becomes a bill of its own, for books are not corrected", async () => {
  const server = new Server();
  const keeper = write(server);
  keeper.edit(text("mine"));
  await wait();
  server.store({ content: {} }, "final", 2);
  server.record = { ...server.record!, type: "invoice" };
  keeper.edit(text("mine, longer"));
  await wait();
  keeper.settle("mine", () => "N");
  expect([keeper.id, keeper.amends]).toEqual(["N", false]);
});

test("what is stored holds what was sent, with its ends tidied and what was computed", () => {
  expect(holds({ a: "x", list: [{ b: 1, z: -0.3 }], at: "2026-03-01T10:45:00Z" }, { a: " x ", list: [{ b: 1 }], at: "2026-03-01T10:45:00.000Z", none: "", off: false })).toBe(true);
  expect(holds({ list: [{ b: 1 }, { b: 2 }] }, { list: [{ b: 1 }] })).toBe(false);
  expect(holds({ a: "x" }, { a: "y" })).toBe(false);
});
