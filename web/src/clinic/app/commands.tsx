import { createContext, useCallback, useContext, useEffect, useId, useMemo, useState, type ReactNode } from "react";
import type { Command } from "./command";

export type { Command };

interface Registry {
  readonly all: readonly Command[];
  offer(owner: string, commands: readonly Command[] | undefined): void;
}

const Context = createContext<Registry>({ all: [], offer: () => {} });

export function CommandsProvider({ children }: { children: ReactNode }) {
  const [offered, setOffered] = useState<ReadonlyMap<string, readonly Command[]>>(new Map());
  const offer = useCallback<Registry["offer"]>(
    (owner, commands) =>
      setOffered((before) => {
        const after = new Map(before);
        if (commands) after.set(owner, commands);
        else after.delete(owner);
        return after;
      }),
    [],
  );
  const registry = useMemo(() => ({ all: [...offered.values()].flat(), offer }), [offered, offer]);
  return <Context value={registry}>{children}</Context>;
}

/** What is offered now. */
export const useOfferedCommands = (): readonly Command[] => useContext(Context).all;

/** Offers commands for as long as the page is there that calls this. Pass a memoised list. */
export function useCommands(commands: readonly Command[]): void {
  const owner = useId();
  const { offer } = useContext(Context);
  useEffect(() => {
    offer(owner, commands);
    return () => offer(owner, undefined);
  }, [owner, offer, commands]);
}
