/** Somebody who is in the room, other than the person at this page. */
export interface Participant {
  id: string;
  name: string;
  role: "staff" | "guest";
  /** Whether the server has heard of them lately. */
  present: boolean;
  /** What a member of the staff is and is registered as. */
  qualifications?: string | undefined;
  registrationNumber?: string | undefined;
}

/** Somebody who waits to be let in. Only the staff is told of them. */
export interface Waiting {
  id: string;
  name: string;
}

/** What a message is, for the server, which carries it from one browser to another and does not look inside. */
export type Kind = "hello" | "offer" | "answer" | "candidate";

export interface Incoming {
  from: string;
  payload: string;
}

export interface Outgoing {
  to: string;
  kind: Kind;
  payload: string;
}

/** How things stand in the room, as the server tells the person at this page. */
export type Room =
  | { at: "waiting" }
  | {
      at: "admitted";
      /** The id of the person at this page. */
      me: string;
      /** The others. */
      participants: readonly Participant[];
      waiting: readonly Waiting[];
      /** What is new, in order; each message once. */
      incoming: readonly Incoming[];
      iceServers: readonly RTCIceServer[];
    };

/** Why a call is over. `left` is this person's own doing, `gone` a room that the server knows nothing of (any more). */
export type Over = "ended" | "left" | "refused" | "gone";

/** What came of an exchange with the server. */
export type Answered<T> = { ok: true; data: T } | { ok: false; over: Over } | { ok: false; retryAfterSeconds: number };

/** The way to the server and, through it, to the other browsers. Nothing here rejects. */
export interface Signalling {
  readonly role: Participant["role"];
  room(): Promise<Answered<Room>>;
  /** Sends a message; one that nobody can take any more counts as sent. */
  send(message: Outgoing): Promise<Answered<undefined>>;
  /** Tells the server that this person has left. */
  leave(): Promise<void>;
}
