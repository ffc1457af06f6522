import * as urls from "../urls";

/** Chromium's offer to install the page; it stands in no standard, hence in no type library. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** What TypeScript's library knows nothing of yet. */
interface Vouching {
  trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(from: string): string } };
}

let offered: InstallPrompt | undefined;

/** Keeps the browser's offer for the time after the patient has read, and calls `changed` when it comes or goes. */
export function keepInstallOffer(changed: () => void): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event as InstallPrompt;
    changed();
  });
  addEventListener("appinstalled", () => {
    offered = undefined;
    changed();
  });
}

/** How the page can be put on the home screen here: by the browser's prompt, by hand on iOS, or not at all. */
export function installOffer(): InstallPrompt | "ios" | undefined {
  if (offered) return offered;
  const { standalone } = navigator as { standalone?: boolean };
  return standalone === false ? "ios" : undefined;
}

/**
 * Chromium runs no code from an address that nobody vouched for (Trusted Types, in the policy of our
 * pages); this one can be no other.
 */
const vouched = (globalThis as Vouching).trustedTypes?.createPolicy("chartshare", { createScriptURL: () => urls.serviceWorker });

/** Has the browser keep the pages' own files, so that they open again on a bad connection. Some private windows cannot. */
export const keepShell = (): Promise<ServiceWorkerRegistration | undefined> | undefined =>
  navigator.serviceWorker?.register(vouched?.createScriptURL("") ?? urls.serviceWorker).catch(() => undefined);
