import { runLoop, type Loop, type Surroundings } from "./loop";
import type { Media } from "./media";
import { openMesh, type Mesh } from "./mesh";
import type { PeerOptions, PeerState, Told } from "./peer";
import type { Answered, Over, Participant, Room, Signalling, Waiting } from "./signalling";

/** Somebody else in the room, as they are shown. */
export interface Tile extends Participant {
  state: PeerState;
  stream: MediaStream | undefined;
  told: Told;
}

/**
 * Where the person at this page is. `connecting` is before anybody was seen, `alone` a room with
 * nobody else in it, `reconnecting` when everybody's connection is interrupted or the server is out
 * of reach.
 */
export type Phase = "joining" | "waiting" | "alone" | "connecting" | "connected" | "reconnecting" | "over";

export interface CallView {
  phase: Phase;
  over: Over | undefined;
  tiles: readonly Tile[];
  /** Who waits to be let in; for the staff. */
  waiting: readonly Waiting[];
  /** Whether a connection has not come about for long. */
  slow: boolean;
}

export interface Call {
  readonly view: CallView;
  /** Has the other people told, and sent, what has changed in the media. */
  mediaChanged(): void;
  /** Asks the server at once, after something was changed there by another way. */
  hurry(): void;
  /** Leaves and stops the camera and the microphone. */
  leave(): void;
  /** Ends it here, after it was ended for all by another way. */
  end(): void;
}

export interface CallOptions {
  signalling: Signalling;
  media: Media;
  changed(view: CallView): void;
  connect?: PeerOptions["connect"];
  around?: Surroundings;
}

const slowMilliseconds = 15_000;

/** So many failed exchanges in a row are told. */
const tellFailures = 3;

export const newId = (): string => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Runs a call: asks the server for what is new, connects to everybody who is in the room, and stops
 * the camera and the microphone when it is over. Nothing is recorded and nothing is kept.
 */
export function startCall({ signalling, media, changed, connect, around }: CallOptions): Call {
  const page = newId();
  const startedAt = Date.now();
  let admitted = false;
  let firstSeenAt: number | undefined;
  let seen = false;
  let failures = 0;
  let over: Over | undefined;
  let waiting: readonly Waiting[] = [];
  let joined = false;
  let slowTimer: ReturnType<typeof setTimeout> | undefined;

  const told = (): Told => ({ camera: media.camera === "on", microphone: media.microphone === "on" });
  const tracks = () => ({ audio: media.track("audio"), video: media.track("video") });

  let loop: Loop | undefined = undefined as Loop | undefined;
  let mesh: Mesh | undefined;
  const meshOf = (me: string) =>
    openMesh({
      me: { id: me, role: signalling.role },
      page,
      newId,
      tracks,
      told,
      send: (message) => loop?.send(message),
      changed: () => update(),
      lookAgain: () => loop?.hurry(),
      ...(connect && { connect }),
    });

  const tilesNow = (): Tile[] =>
    (mesh?.others() ?? []).map(({ participant, peer }) => ({
      ...participant,
      state: peer?.state ?? (seen ? "interrupted" : "connecting"),
      stream: peer?.stream,
      told: peer?.told ?? { camera: false, microphone: false },
    }));

  const phaseOf = (tiles: readonly Tile[]): Phase => {
    if (over) return "over";
    if (!joined) return "joining";
    if (!admitted) return failures >= tellFailures ? "reconnecting" : "waiting";
    if (tiles.some(({ state }) => state === "connected")) return "connected";
    if (failures >= tellFailures) return "reconnecting";
    if (tiles.length === 0) return "alone";
    return seen ? "reconnecting" : "connecting";
  };

  const look = (): CallView => {
    const tiles = over ? [] : tilesNow();
    const phase = phaseOf(tiles);
    if (tiles.length > 0) firstSeenAt ??= Date.now();
    seen ||= phase === "connected";
    if (phase !== "connecting") {
      clearTimeout(slowTimer);
      slowTimer = undefined;
    } else {
      slowTimer ??= setTimeout(() => update(), slowMilliseconds);
    }
    const slow = phase === "connecting" && firstSeenAt !== undefined && Date.now() - firstSeenAt >= slowMilliseconds;
    return { phase, over, tiles, waiting: over ? [] : waiting, slow };
  };

  let view: CallView = { phase: "joining", over: undefined, tiles: [], waiting: [], slow: false };
  const update = () => {
    view = look();
    changed(view);
  };

  const stop = () => {
    loop?.stop();
    mesh?.close();
    media.stop();
    removeEventListener("pagehide", stop);
  };

  const finish = (why: Over) => {
    if (over) return;
    over = why;
    stop();
    update();
  };

  const onAnswered = (came: Answered<Room>) => {
    if (!came.ok) {
      if ("over" in came) return finish(came.over);
      failures++;
      return update();
    }
    const { data: room } = came;
    failures = 0;
    joined = true;
    if (room.at === "admitted") {
      waiting = room.waiting;
      admitted = true;
      mesh ??= meshOf(room.me);
      mesh.update(room.participants, room.incoming, room.iceServers);
    } else {
      admitted = false;
      mesh?.close();
      mesh = undefined;
    }
    update();
  };

  // A page that is gone cannot stop anything any more. The person has not left: after a reload they are back at once.
  addEventListener("pagehide", stop);

  loop = runLoop(
    signalling,
    () => ({
      connecting: admitted && (mesh?.others() ?? []).some(({ peer }) => peer?.state !== "connected" || !peer.settled),
      waitingMilliseconds: !admitted ? Date.now() - startedAt : undefined,
    }),
    onAnswered,
    around,
  );

  return {
    get view() {
      return view;
    },
    mediaChanged() {
      mesh?.each((peer) => {
        peer.setTrack("audio", media.track("audio"));
        peer.setTrack("video", media.track("video"));
        peer.tell(told());
      });
    },
    hurry: () => loop?.hurry(),
    leave() {
      if (!over) void signalling.leave();
      finish("left");
    },
    end: () => finish("ended"),
  };
}
