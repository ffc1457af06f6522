import { lazy, Suspense, useRef, useSyncExternalStore } from "react";
import { openGate, watchGates } from "../api/gates";
import { useOtherTabs } from "./session";

const GateDialogs = lazy(() => import("./GateDialogs").then((loaded) => ({ default: loaded.GateDialogs })));

/** The gates at which calls wait. Their dialogs are loaded with the first one, and stay: a closing one gives the focus back. */
export function Gates() {
  const gate = useSyncExternalStore(watchGates, openGate);
  useOtherTabs();
  const met = useRef(false);
  met.current ||= gate !== undefined;
  return met.current ? (
    <Suspense>
      <GateDialogs gate={gate} />
    </Suspense>
  ) : null;
}
