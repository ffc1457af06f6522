import type { components } from "../api/schema";
import type { Words } from "../shared/words";

type Start = components["schemas"]["VisitStart"];

/**
 * What has to be noted at the start of a call: who is called, and that they agree. `minor` asks for
 * the adult who is there, too.
 */
export function StartForm({ minor, busy, words: { t }, start }: { minor: boolean; busy: boolean; words: Words; start(start: Start): void }) {
  return (
    <section className="card" aria-labelledby="start">
      <h2 id="start">{t("clinicCall.start.title")}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const said = new FormData(event.currentTarget);
          const text = (name: string) => String(said.get(name) ?? "").trim();
          start({
            identityConfirmed: said.has("identity"),
            consentGiven: said.has("consent"),
            ...(text("how") && { how: text("how") }),
            ...(minor && { guardian: text("guardian") }),
          });
        }}
      >
        <label className="check">
          <input type="checkbox" name="identity" required />
          <span>{t("clinicCall.start.identity")}</span>
        </label>
        <label className="check">
          <input type="checkbox" name="consent" required />
          <span>{t("clinicCall.start.consent")}</span>
        </label>
        {minor && (
          <>
            <label htmlFor="guardian">{t("clinicCall.start.guardian")}</label>
            <input id="guardian" name="guardian" required maxLength={120} autoComplete="off" />
          </>
        )}
        <label htmlFor="how">{t("clinicCall.start.how")}</label>
        <input id="how" name="how" maxLength={300} autoComplete="off" />
        <button type="submit" className="main" aria-disabled={busy}>
          {t("clinicCall.start.note")}
        </button>
      </form>
    </section>
  );
}
