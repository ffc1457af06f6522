import { lazy, Suspense, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { openGate, settleGate, watchGates } from "../api/gates";
import { useOtherTabs } from "./session";

const GateDialogs = lazy(() => import("./GateDialogs").then((loaded) => ({ default: loaded.GateDialogs })));

/** Escape closes a gate alone: the dialog that waits behind it, and would hear the same key, keeps what was typed. */
function closeGateAlone(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.isComposing || !openGate()) return;
  event.stopImmediatePropagation();
  settleGate(false);
}

/** The gates at which calls wait. Their dialogs are loaded with the first one, and stay: a closing one gives the focus back. */
export function Gates() {
  const gate = useSyncExternalStore(watchGates, openGate);
  useOtherTabs();
  useLayoutEffect(() => {
    window.addEventListener("keydown", closeGateAlone, { capture: true }); // before any dialog listens
    return () => window.removeEventListener("keydown", closeGateAlone, { capture: true });
  }, []);
  const met = useRef(false);
  met.current ||= gate !== undefined;
  return met.current ? (
    <Suspense>
      <GateDialogs gate={gate} />
    </Suspense>
  ) : null;
}
