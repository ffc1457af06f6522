/**
 * What one browser tells another through the server. A connection is named by who offers it; the
 * other side names the page that answers. So a page that was reloaded is not taken for the one
 * before it, and messages that were meant for that one are left unread.
 */
export interface Message {
  /** The connection: absent only in a greeting. */
  connection?: string;
  /** The page that this comes from, said by the side that does not offer. */
  page?: string;
  /** The page that this is for, said by the side that offers, as soon as it knows. */
  forPage?: string;
  /** Counts the offers of a page; an answer says which offer it answers. */
  offer?: number;
  description?: { type: RTCSdpType; sdp: string };
  candidates?: RTCIceCandidateInit[];
}

export const write = (message: Message): string => JSON.stringify(message);

/** Reads a message; undefined if it is none. What another browser sends is not trusted to be well formed. */
export function read(payload: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(payload);
    if (typeof message !== "object" || message === null) return undefined;
    const { connection, page, forPage, offer, description, candidates } = message as Record<string, unknown>;
    const texts = [connection, page, forPage].every((text) => text === undefined || typeof text === "string");
    const numbers = offer === undefined || typeof offer === "number";
    const lists = candidates === undefined || Array.isArray(candidates);
    return texts && numbers && lists && (description === undefined || typeof description === "object") ? (message as Message) : undefined;
  } catch {
    return undefined;
  }
}
