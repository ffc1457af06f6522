import { resume, signOut } from "./deeds";
import { Foot } from "./inside";
import type { At, Common, Inside } from "./state";
import { Button, Title, TroubleText } from "./views";

/** In the place of a chart that nobody read any more, or that is not the one that is open. */
export function Paused({ screen: { person, elsewhere = false }, ...common }: At<Inside, "paused">) {
  const { page, words } = common;
  const { t } = words;
  return (
    <>
      <section className="card">
        <Title>{t(elsewhere ? "chart.elsewhere.title" : "chart.paused.title")}</Title>
        <p>{t(elsewhere ? "chart.elsewhere.text" : "chart.paused.text", { person: person.person })}</p>
        <Button {...common} onClick={() => resume(page, elsewhere)}>
          {t(elsewhere ? "chart.goOn" : "chart.paused.goOn")}
        </Button>
        <TroubleText {...common} />
      </section>
      <Foot page={page} words={words} />
    </>
  );
}

/** In the place of a chart that somebody leaves, until the server knows. */
export function Leaving({ page, words, busy, trouble }: Common) {
  const { t } = words;
  return (
    <section className="card">
      <Title>{t(trouble ? "chart.leaving.failed" : "chart.leaving.title")}</Title>
      <p>{t("chart.leaving.text")}</p>
      <TroubleText words={words} trouble={trouble} />
      <Button words={words} busy={busy} onClick={() => signOut(page)}>
        {t("chart.signOut")}
      </Button>
    </section>
  );
}
