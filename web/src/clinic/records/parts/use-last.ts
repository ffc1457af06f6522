import { useRef } from "react";

/**
 * The value, or the last that there was. Who corrects a number empties its field first, and with the number
 * goes all that hangs on it: "2 weeks" must not become "3 days", nor a dose of every seventh day a daily one.
 */
export function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef(value);
  if (value !== undefined) last.current = value;
  return last.current;
}
