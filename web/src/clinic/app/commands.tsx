import { createContext, useCallback, useContext, useEffect, useId, useMemo, useState, type ReactNode } from "react";
import type { Command } from "./command";

export type { Command };

type Offer = (owner: string, commands: readonly Command[] | undefined) => void;

// Two, so that who offers is not drawn again because something was offered.
const Offered = createContext<readonly Command[]>([]);
const Offering = createContext<Offer>(() => {});

export function CommandsProvider({ children }: { children: ReactNode }) {
  const [offered, setOffered] = useState<ReadonlyMap<string, readonly Command[]>>(new Map());
  const offer = useCallback<Offer>(
    (owner, commands) =>
      setOffered((before) => {
        const after = new Map(before);
        if (commands) after.set(owner, commands);
        else after.delete(owner);
        return after;
      }),
    [],
  );
  const all = useMemo(() => [...offered.values()].flat(), [offered]);
  return (
    <Offering value={offer}>
      <Offered value={all}>{children}</Offered>
    </Offering>
  );
}

/** What is offered now. */
export const useOfferedCommands = (): readonly Command[] => useContext(Offered);

/** Offers commands for as long as the page is there that calls this. Pass a memoised list. */
export function useCommands(commands: readonly Command[]): void {
  const owner = useId();
  const offer = useContext(Offering);
  useEffect(() => {
    offer(owner, commands);
    return () => offer(owner, undefined);
  }, [owner, offer, commands]);
}
