import { call } from "../../../api/client";
import * as urls from "../../../urls";
import { Lead } from "../lead";
import { typedIn } from "../page";
import type { Common, PartView } from "../state";
import { Button, Form, Title, TroubleText } from "../views";
import { AtDesk, proven, type Desk } from "./desk";

/** Another address to sign in with: it is confirmed there, and the old one is told. */
export function emailScreen(desk: Desk): PartView {
  let typed = "";
  let asked = false;
  const ask = (form: HTMLFormElement) =>
    desk.page.doing(() => {
      typed = typedIn(form, "email").trim();
      if (!typed.includes("@")) return desk.page.update({ trouble: { text: "portal.error.noEmail" } });
      return proven(
        desk,
        "account.asking.email",
        () => call("post", urls.emailChange, { email: typed }),
        () => {
          asked = true;
          desk.page.update({});
          document.getElementById("title")?.focus();
        },
        { unchanged: "account.error.unchanged", not_an_email: "account.error.not_an_email" },
      );
    });
  return (common) => (
    <AtDesk {...common} desk={desk}>
      {asked ? <Asked {...common} typed={typed} /> : <Ask {...common} desk={desk} typed={typed} ask={ask} />}
    </AtDesk>
  );
}

function Asked({ words: { t }, email, typed }: Common & { typed: string }) {
  return (
    <section className="card" key="asked">
      <Title>{t("account.email.asked.title")}</Title>
      <p>{t("account.email.asked.text", { email: typed })}</p>
      <p>{t("account.email.asked.until", { email })}</p>
      <a className="button" href="#account">
        {t("account.back")}
      </a>
    </section>
  );
}

function Ask({ desk, typed, ask, ...common }: Common & { desk: Desk; typed: string; ask: (form: HTMLFormElement) => void }) {
  const { words, email, trouble } = common;
  const { t } = words;
  return (
    <>
      <Lead person={desk.person} words={words} back={{ to: "#account", text: t("account.back") }} title={t("account.email.title")} />
      <section className="card">
        <p>{t("account.email.text", { email })}</p>
        <Form onSend={ask}>
          <label htmlFor="email">{t("account.email.label")}</label>
          <input id="email" name="email" type="email" autoComplete="email" defaultValue={typed} aria-describedby="trouble" aria-invalid={!!trouble} />
          <TroubleText {...common} />
          <Button {...common}>{t("account.email.send")}</Button>
        </Form>
      </section>
    </>
  );
}
