import { createContext, useContext, useEffect, useId } from "react";

/** Told how many files of a part of the page are still on their way. */
export const UploadsContext = createContext<(part: string, count: number) => void>(() => {});

/** Lets the page around know of uploads: it saves a record for good once they are there. */
export function useToldUploads(count: number): void {
  const part = useId();
  const tell = useContext(UploadsContext);
  useEffect(() => {
    tell(part, count);
    return () => tell(part, 0);
  }, [tell, part, count]);
}
