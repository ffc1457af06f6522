import type { Words } from "../shared/words";
import type { Waiting } from "./signalling";

/** Who waits to be let in; what they call themselves is shown as text and believed by nobody. */
export function Lobby({ waiting, busy, words: { t }, admit, refuse }: { waiting: readonly Waiting[]; busy: boolean; words: Words; admit(id: string): void; refuse(id: string): void }) {
  return (
    <section className="card lobby" aria-labelledby="lobby">
      <h2 id="lobby">{t("clinicCall.lobby.title")}</h2>
      <p role="status">{waiting.length === 0 ? t("clinicCall.lobby.none") : t("clinicCall.lobby.hint")}</p>
      <ul>
        {waiting.map(({ id, name }) => (
          <li key={id}>
            <bdi>{name}</bdi>
            <button type="button" className="main" aria-disabled={busy} aria-label={t("clinicCall.admitNamed", { name })} onClick={() => admit(id)}>
              {t("clinicCall.admit")}
            </button>
            <button type="button" aria-disabled={busy} aria-label={t("clinicCall.refuseNamed", { name })} onClick={() => refuse(id)}>
              {t("clinicCall.refuse")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
