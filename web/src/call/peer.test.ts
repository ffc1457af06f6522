import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectPeer, type PeerOptions } from "./peer";

/** A connection as far as its interruptions go; call.story.mjs has real browsers do the rest. */
class Broken {
  connectionState: RTCPeerConnectionState = "new";
  signalingState: RTCSignalingState = "stable";
  onconnectionstatechange: () => void = () => undefined;
  channel = { readyState: "open", send: () => undefined, onclose: () => undefined as void };
  restarts = 0;
  closed = false;
  createDataChannel = () => this.channel;
  addTransceiver = () => undefined;
  getSenders = () => [];
  restartIce = () => void this.restarts++;
  close = () => void (this.closed = true);

  become(state: RTCPeerConnectionState) {
    this.connectionState = state;
    this.onconnectionstatechange();
  }
}

function connected() {
  const pc = new Broken();
  const lost: string[] = [];
  const options: PeerOptions = {
    connection: "c",
    offers: true,
    nextOffer: () => 1,
    iceServers: [],
    tracks: { audio: undefined, video: undefined },
    told: { camera: true, microphone: true },
    send: () => undefined,
    changed: () => undefined,
    lost: (why) => void lost.push(why),
    connect: () => pc as unknown as RTCPeerConnection,
  };
  const peer = connectPeer(options);
  pc.become("connected");
  return { pc, peer, lost };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", class {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("an interruption that mends itself is left alone", async () => {
  const { pc, peer } = connected();
  pc.become("disconnected");
  expect(peer.state).toBe("interrupted");
  await vi.advanceTimersByTimeAsync(2000);
  pc.become("connected");
  await vi.advanceTimersByTimeAsync(60_000);
  expect([peer.state, pc.restarts]).toEqual(["connected", 0]);
});

test("one that does not has a new path looked for", async () => {
  const { pc } = connected();
  pc.become("disconnected");
  await vi.advanceTimersByTimeAsync(2500);
  expect(pc.restarts).toBe(1);
});

test("a failure has one looked for at once, and three in vain are the end of this connection", async () => {
  const { pc, lost } = connected();
  pc.become("failed");
  expect(pc.restarts).toBe(1);
  await vi.advanceTimersByTimeAsync(12_000);
  expect([pc.restarts, lost]).toEqual([3, []]);
  await vi.advanceTimersByTimeAsync(6000);
  expect([pc.restarts, lost]).toEqual([3, ["failed"]]);
});

test("each interruption is counted anew", async () => {
  const { pc, lost } = connected();
  for (let i = 0; i < 5; i++) {
    pc.become("failed");
    pc.become("connected");
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect([pc.restarts, lost]).toEqual([5, []]);
});

test("the other side's end is told, one's own is not", () => {
  const theirs = connected();
  theirs.pc.channel.onclose();
  expect(theirs.lost).toEqual(["closed"]);
  const own = connected();
  own.peer.close();
  own.pc.channel.onclose();
  expect([own.pc.closed, own.lost]).toEqual([true, []]);
});

test("after its end nothing is looked for any more", async () => {
  const { pc, peer } = connected();
  pc.become("disconnected");
  peer.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(pc.restarts).toBe(0);
});
