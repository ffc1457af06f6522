import { read, write, type Message } from "./message";
import { connectPeer, type Peer, type PeerOptions, type Told } from "./peer";
import type { Incoming, Kind, Outgoing, Participant } from "./signalling";

export interface MeshOptions {
  me: Pick<Participant, "id" | "role">;
  /** Names this page, differently after each reload. */
  page: string;
  newId(): string;
  tracks(): PeerOptions["tracks"];
  told(): Told;
  send(message: Outgoing): void;
  changed(): void;
  /** Somebody's connection has closed: the server may know more. */
  lookAgain(): void;
  connect?: PeerOptions["connect"];
}

/** Everybody else in the room, each with a connection of their own. */
export interface Mesh {
  /** Takes over who is there and what they have sent. */
  update(participants: readonly Participant[], incoming: readonly Incoming[], iceServers: readonly RTCIceServer[]): void;
  others(): { participant: Participant; peer: Peer | undefined }[];
  each(act: (peer: Peer) => void): void;
  close(): void;
}

interface Other {
  participant: Participant;
  peer: Peer | undefined;
  /** The page of theirs that answers; only the offering side knows it. */
  page: string | undefined;
  greetedAt: number;
}

/** A greeting is repeated: the page that should have offered may have gone and come back. */
const greetAgainMilliseconds = 3000;

/**
 * Which of two offers. The staff is in the room first and can do so as soon as a patient is
 * admitted, which saves the patient one round of asking; among equals the ids decide.
 */
export const offersTo = (me: Pick<Participant, "id" | "role">, other: Pick<Participant, "id" | "role">): boolean =>
  me.role === other.role ? me.id < other.id : me.role === "staff";

export function openMesh(options: MeshOptions): Mesh {
  const { me, page, send } = options;
  const others = new Map<string, Other>();
  let servers: readonly RTCIceServer[] = [];
  let offers = 0;

  const say = (other: Other, kind: Kind, message: Message) => send({ to: other.participant.id, kind, payload: write(message) });

  const open = (other: Other, connection: string) => {
    const { participant } = other;
    const mine = offersTo(me, participant);
    other.peer?.close();
    const peer: Peer = connectPeer({
      connection,
      offers: mine,
      nextOffer: () => ++offers,
      iceServers: servers,
      tracks: options.tracks(),
      told: options.told(),
      send: (kind, message) => say(other, kind, { connection, ...(mine ? other.page !== undefined && { forPage: other.page } : { page }), ...message }),
      changed: options.changed,
      lost(why) {
        if (other.peer !== peer) return;
        peer.close();
        other.peer = undefined;
        // Whoever closed it may be gone: the server says so. Who is still there greets, or is offered anew.
        if (why === "failed" && mine) open(other, options.newId());
        options.changed();
        options.lookAgain();
      },
      ...(options.connect && { connect: options.connect }),
    });
    other.peer = peer;
    options.changed();
  };

  /** From somebody to whom this page offers. */
  const fromAnswering = (other: Other, message: Message) => {
    if (message.page === undefined) return;
    if (!other.peer || (other.page !== undefined && other.page !== message.page)) {
      // They came (back) with a new page: what stood with the old one is void.
      other.page = message.page;
      open(other, options.newId());
    } else if (message.connection === undefined) {
      // A greeting. The offer is on its way, unless it was read by a page that is gone.
      if (other.page === undefined) {
        other.page = message.page;
        other.peer.repeatOffer();
      }
    } else if (message.connection === other.peer.connection) {
      other.page = message.page;
      other.peer.receive(message);
    }
  };

  /** From somebody who offers to this page. */
  const fromOffering = (other: Other, message: Message) => {
    const { connection, forPage, description } = message;
    if (connection === undefined || (forPage !== undefined && forPage !== page)) return;
    if (other.peer?.connection !== connection) {
      if (description?.type !== "offer") return;
      open(other, connection);
    }
    other.peer?.receive(message);
  };

  const greet = (other: Other) => {
    if (other.peer || Date.now() - other.greetedAt < greetAgainMilliseconds) return;
    other.greetedAt = Date.now();
    say(other, "hello", { page });
  };

  return {
    update(listed, incoming, iceServers) {
      // Somebody whom only the server cannot hear any more is still to be seen.
      const participants = listed.filter(({ id, present }) => present || others.get(id)?.peer?.state === "connected");
      if (JSON.stringify(iceServers) !== JSON.stringify(servers)) {
        servers = iceServers;
        for (const { peer } of others.values()) peer?.setIceServers(servers);
      }
      for (const [id, other] of others) {
        if (participants.some((participant) => participant.id === id)) continue;
        others.delete(id);
        other.peer?.close();
        options.changed();
      }
      for (const participant of participants) {
        const known = others.get(participant.id);
        if (known) known.participant = participant;
        else others.set(participant.id, { participant, peer: undefined, page: undefined, greetedAt: 0 });
      }
      for (const { from, payload } of incoming) {
        const other = others.get(from);
        const message = read(payload);
        if (!other || !message) continue;
        if (offersTo(me, other.participant)) fromAnswering(other, message);
        else fromOffering(other, message);
      }
      for (const other of others.values()) {
        if (!offersTo(me, other.participant)) greet(other);
        else if (!other.peer) open(other, options.newId());
      }
    },
    others: () => [...others.values()].map(({ participant, peer }) => ({ participant, peer })),
    each(act) {
      for (const { peer } of others.values()) if (peer) act(peer);
    },
    close() {
      for (const { peer } of others.values()) peer?.close();
      others.clear();
    },
  };
}
