import { useEffect, useState } from "react";

const ahead = (seconds: number) => Date.now() + seconds * 1000;

/** Seconds that are left of those that it began with, and how to begin again. */
export function useCountdown(seconds: number): [left: number, begin: (seconds: number) => void] {
  const [end, setEnd] = useState(() => ahead(seconds));
  const [now, setNow] = useState(Date.now);
  const left = Math.max(0, Math.ceil((end - now) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setNow(Date.now()), 1000);
    return () => clearTimeout(timer);
  }, [left, now]);
  const begin = (seconds: number) => {
    setNow(Date.now());
    setEnd(ahead(seconds));
  };
  return [left, begin];
}
