/**
 * The secret of a share link: the whole query string, 30 characters of base64url. What a
 * messenger or a mail program appended ("&fbclid=…") is left out. Undefined if there is none.
 */
export function tokenFrom(search: string): string | undefined {
  return /^\?([\w-]{30})(?:[&=#].*)?$/.exec(search)?.[1];
}

/** The secret of a link to a video call: the whole query string, 22 characters of base64url. */
export function visitTokenFrom(search: string): string | undefined {
  return /^\?([\w-]{22})(?:[&=#].*)?$/.exec(search)?.[1];
}
