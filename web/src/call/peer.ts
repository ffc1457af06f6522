import type { Message } from "./message";

/** What the other side says of itself, over the connection. */
export interface Told {
  camera: boolean;
  microphone: boolean;
}

export type PeerState = "connecting" | "connected" | "interrupted";

export interface PeerOptions {
  /** The connection's name. */
  connection: string;
  /** Whether this side offers at first. The other side gives way when both offer at once later. */
  offers: boolean;
  /** Numbers offers, ever higher within a page. */
  nextOffer(): number;
  iceServers: readonly RTCIceServer[];
  tracks: { audio: MediaStreamTrack | undefined; video: MediaStreamTrack | undefined };
  told: Told;
  send(kind: "offer" | "answer" | "candidate", message: Pick<Message, "offer" | "description" | "candidates">): void;
  changed(): void;
  /** The other side has closed the connection, or nothing could mend it. */
  lost(why: "closed" | "failed"): void;
  /** Makes the browser's connection; tests bring their own. */
  connect?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** A connection to one other person. */
export interface Peer {
  readonly connection: string;
  readonly state: PeerState;
  /** Whether no answer is waited for. */
  readonly settled: boolean;
  /** What comes from the other side; always the same stream. */
  readonly stream: MediaStream;
  readonly told: Told;
  receive(message: Message): void;
  /** Sends the offer again that has not been answered yet. */
  repeatOffer(): void;
  setTrack(kind: "audio" | "video", track: MediaStreamTrack | undefined): void;
  tell(told: Told): void;
  setIceServers(servers: readonly RTCIceServer[]): void;
  close(): void;
}

/** An interruption often mends itself: only then is a new path looked for. */
const mendsItselfMilliseconds = 2500;
/** How long a new path is waited for before the next try. */
const restartMilliseconds = 6000;
const mostRestarts = 3;
/** Candidates come in bursts; those of the device itself at once, and these travel within the description. */
const burstMilliseconds = 40;
/** Enough for a face, and bearable on mobile data, bits a second. */
const pictureBitrate = 700_000;

/**
 * Connects to another browser. The side that offers makes both lines, sound and picture, whether it
 * has a microphone and a camera or not, and the other one uses the same: so nothing is negotiated
 * anew when a camera comes or goes. Looking for a new path is left to both; when they do at once,
 * the offering side's offer counts (the "perfect negotiation" of the WebRTC specification).
 */
export function connectPeer(options: PeerOptions): Peer {
  const { offers, send, changed } = options;
  const pc = (options.connect ?? ((configuration) => new RTCPeerConnection(configuration)))({ iceServers: [...options.iceServers], bundlePolicy: "max-bundle" });
  const stream = new MediaStream();
  const tracks = { ...options.tracks };
  let state: PeerState = "connecting";
  let ours = options.told;
  let theirs: Told = { camera: true, microphone: true };
  let begun = false; // a description has been exchanged
  let making = false;
  let ignoring = false;
  let closed = false;
  let restarts = 0;
  let mending: ReturnType<typeof setTimeout> | undefined;
  let burst: RTCIceCandidateInit[] = [];
  let bursting: ReturnType<typeof setTimeout> | undefined;
  let ownOffer = 0;
  let lastOffer = 0;

  // Negotiated by both, so that it needs no message of its own.
  const channel = pc.createDataChannel("state", { negotiated: true, id: 0 });
  const tell = () => channel.readyState === "open" && channel.send(JSON.stringify(ours));
  channel.onopen = tell;
  channel.onmessage = ({ data }) => {
    const told = readTold(data);
    if (!told) return;
    theirs = told;
    changed();
  };
  channel.onclose = () => !closed && options.lost("closed");

  /** One thing after the other, as messages came; a connection that is closed meanwhile ends it. */
  let queue = Promise.resolve();
  const inTurn = (act: () => Promise<void>) => {
    queue = queue.then(() => (closed ? undefined : act())).catch((cause: unknown) => {
      if (!closed) console.warn("call: a step of the connection failed", cause instanceof Error ? cause.name : "");
    });
  };

  const describe = async () => {
    await new Promise((next) => setTimeout(next, burstMilliseconds));
    const description = pc.localDescription;
    if (closed || !description) return;
    burst = []; // what was found until now stands in the description
    const kind = description.type === "offer" ? "offer" : "answer";
    send(kind, { offer: kind === "offer" ? ownOffer : lastOffer, description: { type: kind, sdp: description.sdp } });
  };

  const makeOffer = async () => {
    if (!offers && !begun) return; // the other side begins
    making = true;
    try {
      ownOffer = options.nextOffer();
      await pc.setLocalDescription();
      begun = true;
      if (pc.signalingState === "have-local-offer") await describe();
    } finally {
      making = false;
    }
  };

  const adopt = async () => {
    for (const transceiver of pc.getTransceivers()) {
      if (transceiver.direction === "sendrecv") continue;
      transceiver.direction = "sendrecv";
      await transceiver.sender.replaceTrack(tracks[transceiver.receiver.track.kind as "audio" | "video"] ?? null);
    }
  };

  const take = async ({ offer = 0, description, candidates }: Message) => {
    if (description) {
      const isOffer = description.type === "offer";
      if (isOffer ? offer <= lastOffer : offer !== ownOffer || pc.signalingState !== "have-local-offer") return; // it came twice, or too late
      ignoring = isOffer && offers && (making || pc.signalingState !== "stable");
      if (ignoring) return;
      await pc.setRemoteDescription(description);
      if (isOffer) {
        lastOffer = offer;
        await adopt();
        await pc.setLocalDescription();
        begun = true;
        await describe();
      }
    }
    for (const candidate of candidates ?? []) {
      await pc.addIceCandidate(candidate).catch((cause: unknown) => {
        if (!ignoring) throw cause;
      });
    }
  };

  const limitPicture = () => {
    for (const sender of pc.getSenders()) {
      const parameters = sender.getParameters();
      if (sender.track?.kind !== "video" || !parameters.encodings?.[0]) continue;
      parameters.encodings[0].maxBitrate = pictureBitrate;
      void sender.setParameters(parameters).catch(() => undefined); // a wish, no more
    }
  };

  const mend = () => {
    clearTimeout(mending);
    if (++restarts > mostRestarts) return options.lost("failed");
    pc.restartIce();
    mending = setTimeout(mend, restartMilliseconds);
  };

  const look = () => {
    const now = pc.connectionState;
    if (closed || now === "new" || now === "connecting") return;
    if (now === "connected") {
      clearTimeout(mending);
      restarts = 0;
      state = "connected";
      limitPicture();
    } else {
      // One that never stood is still being made.
      state = state === "connecting" ? "connecting" : "interrupted";
      clearTimeout(mending);
      if (now === "failed") mend();
      else mending = setTimeout(mend, mendsItselfMilliseconds);
    }
    changed();
  };

  pc.onconnectionstatechange = look;
  pc.onnegotiationneeded = () => inTurn(makeOffer);
  pc.ontrack = ({ track }) => {
    stream.addTrack(track);
    changed();
  };
  pc.onicecandidate = ({ candidate }) => {
    if (!candidate) return;
    burst.push(candidate.toJSON());
    clearTimeout(bursting);
    bursting = setTimeout(() => {
      const candidates = burst;
      burst = [];
      if (!closed && candidates.length > 0) send("candidate", { candidates });
    }, 2 * burstMilliseconds);
  };

  if (offers) {
    for (const kind of ["audio", "video"] as const) pc.addTransceiver(tracks[kind] ?? kind, { direction: "sendrecv" });
  }

  return {
    connection: options.connection,
    get state() {
      return state;
    },
    get settled() {
      return pc.signalingState === "stable";
    },
    stream,
    get told() {
      return theirs;
    },
    receive: (message) => inTurn(() => take(message)),
    repeatOffer: () =>
      inTurn(async () => {
        if (pc.signalingState === "have-local-offer") await describe();
      }),
    setTrack(kind, track) {
      tracks[kind] = track;
      const sender = pc.getTransceivers().find(({ receiver }) => receiver.track.kind === kind)?.sender;
      // Until the first offer is taken, adopt() will do it.
      if (sender && (offers || begun)) void sender.replaceTrack(track ?? null).then(limitPicture, () => undefined);
    },
    tell(told) {
      ours = told;
      tell();
    },
    setIceServers: (servers) => pc.setConfiguration({ ...pc.getConfiguration(), iceServers: [...servers] }),
    close() {
      closed = true;
      clearTimeout(mending);
      pc.close();
    },
  };
}

function readTold(data: unknown): Told | undefined {
  try {
    const { camera, microphone } = JSON.parse(String(data)) as Partial<Told>;
    return typeof camera === "boolean" && typeof microphone === "boolean" ? { camera, microphone } : undefined;
  } catch {
    return undefined;
  }
}
