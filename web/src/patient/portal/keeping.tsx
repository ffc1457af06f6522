import { installOffer, keepShell } from "../install";
import type { Common } from "./state";

/** A newer version of the pages' own files, which waits until it is asked for. */
let waiting: ServiceWorker | undefined;

let watched = false;

/** Has the browser keep the pages' own files, and calls `changed` when a newer version waits. */
export async function keepPages(changed: () => void): Promise<void> {
  if (watched) return;
  watched = true;
  const registration = await keepShell();
  if (!registration) return;
  const look = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    waiting = registration.waiting;
    changed();
  };
  look();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  // A page on the home screen stays open for weeks.
  document.addEventListener("visibilitychange", () => void (document.hidden || registration.update().catch(() => undefined)));
}

/** Takes the newer version. Who is writing something is asked by the browser first, and may stay. */
function takeNewer(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
  waiting?.postMessage("use");
}

/** What concerns the page itself: a newer version, and a place on the home screen. */
export function Keeping({ words }: Pick<Common, "words">) {
  const { t } = words;
  const offer = installOffer();
  return (
    <>
      {waiting && (
        <section className="card screen" role="status">
          <p>{t("keep.newer")}</p>
          <button type="button" onClick={takeNewer}>
            {t("keep.take")}
          </button>
        </section>
      )}
      {offer && (
        <section className="card screen">
          <h2>{t("app.title")}</h2>
          <p>{t("app.text")}</p>
          {offer === "ios" ? (
            <p>{t("app.ios")}</p>
          ) : (
            <button type="button" onClick={() => void offer.prompt()}>
              {t("app.install")}
            </button>
          )}
        </section>
      )}
    </>
  );
}
