/** A piece of a text: plain, or with an address that may be followed. */
export interface Piece {
  text: string;
  href?: string;
}

/**
 * Splits a text at its links. Only addresses of our own origin can be followed from here: what
 * stands in a message is not to be trusted with more.
 */
export function splitLinks(text: string, origin: string): Piece[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .filter(Boolean)
    .map((piece) => {
      if (!/^https?:/.test(piece)) return { text: piece };
      try {
        const url = new URL(piece);
        return url.origin === origin ? { text: piece, href: url.href } : { text: piece };
      } catch {
        return { text: piece };
      }
    });
}
