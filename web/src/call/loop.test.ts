import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runLoop, type Surroundings } from "./loop";
import type { Answered, Outgoing, Room } from "./signalling";

const waiting: Answered<Room> = { ok: true, data: { at: "waiting" } };
const lost = { ok: false, retryAfterSeconds: 0 } as const;
const message = (to: string): Outgoing => ({ to, kind: "offer", payload: "{}" });

/** A server that answers as it is told, and a browser that is seen and online as it is told. */
function setting({ connecting = true } = {}) {
  const said: string[] = [];
  const world = { hidden: false, online: true, room: waiting as Answered<Room>, sending: { ok: true, data: undefined } as Answered<undefined>, connecting, look: () => undefined as void };
  const around: Surroundings = {
    hidden: () => world.hidden,
    online: () => world.online,
    watch(look) {
      world.look = look;
      return () => (world.look = () => undefined);
    },
  };
  const loop = runLoop(
    {
      async room() {
        said.push("?");
        return world.room;
      },
      async send({ to }) {
        said.push(to);
        return world.sending;
      },
    },
    () => ({ connecting: world.connecting }),
    () => undefined,
    around,
  );
  return { loop, said, world };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it asks at once, and then in its pace", async () => {
  const { said } = setting();
  await vi.advanceTimersByTimeAsync(1000);
  expect(said.join("")).toBe("???"); // at 0, 400 and 800 ms
});

test("messages are sent in order, one after the other", async () => {
  const { loop, said } = setting();
  for (const to of ["a", "b", "c"]) loop.send(message(to));
  await vi.advanceTimersByTimeAsync(100);
  expect(said.join("")).toBe("?abc");
});

test("a message that was not taken is sent again, before those after it", async () => {
  const { loop, said, world } = setting();
  world.sending = lost;
  loop.send(message("a"));
  loop.send(message("b"));
  await vi.advanceTimersByTimeAsync(100);
  world.sending = { ok: true, data: undefined };
  await vi.advanceTimersByTimeAsync(1000);
  expect(said.filter((one) => one !== "?").join("")).toBe("aab");
});

test("after a message that may be answered it asks sooner", async () => {
  const { loop, said, world } = setting({ connecting: false });
  await vi.advanceTimersByTimeAsync(100);
  world.connecting = true;
  loop.send(message("a"));
  await vi.advanceTimersByTimeAsync(500);
  expect(said.join("")).toBe("?a?");
});

test("without a connection it rests, and goes on as soon as there is one", async () => {
  const { loop, said, world } = setting();
  await vi.advanceTimersByTimeAsync(0);
  world.online = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said.join("")).toBe("?");
  loop.send(message("a"));
  world.online = true;
  world.look();
  await vi.advanceTimersByTimeAsync(0);
  expect(said.join("")).toBe("??a");
});

test("it backs off while the server does not answer, and waits as long as that says", async () => {
  const { said, world } = setting();
  world.room = lost;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said.length).toBeLessThan(6);
  world.room = { ok: false, retryAfterSeconds: 120 };
  await vi.advanceTimersByTimeAsync(20_000);
  const before = said.length;
  await vi.advanceTimersByTimeAsync(90_000);
  expect(said.length).toBe(before);
});

test("once stopped it neither asks nor sends", async () => {
  const { loop, said } = setting();
  await vi.advanceTimersByTimeAsync(0);
  loop.stop();
  loop.send(message("a"));
  loop.hurry();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said.join("")).toBe("?");
});
