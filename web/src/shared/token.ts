/**
 * The secret of a share link: the whole query string, 30 characters of base64url. What a
 * messenger or a mail program appended ("&fbclid=…") is left out. Undefined if there is none.
 */
export function tokenFrom(search: string): string | undefined {
  return /^\?([\w-]{30})(?:[&=#].*)?$/.exec(search)?.[1];
}
