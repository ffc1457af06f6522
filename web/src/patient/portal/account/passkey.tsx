import { call, type Result } from "../../../api/client";
import * as urls from "../../../urls";
import { Lead } from "../lead";
import { typedIn } from "../page";
import { makePasskey, passkeyTrouble } from "../passkey";
import type { Common, PartView } from "../state";
import { Button, Form, TroubleText } from "../views";
import { showCodes } from "./codes";
import { AtDesk, proven, type Desk, type Factors } from "./desk";

/** Adds a passkey: the lock of this phone, or of what the browser offers. */
export function passkeyScreen(desk: Desk): PartView {
  const { page } = desk;
  let name = "";
  const add = (form: HTMLFormElement) =>
    page.doing(() => {
      name = typedIn(form, "name").trim();
      if (!name) return page.update({ trouble: { text: "account.error.noName" } });
      return proven(
        desk,
        "account.asking.passkey",
        async (): Promise<Result<Factors | undefined>> => {
          const creation = await call("post", urls.passkeyCreation);
          if (!creation.ok) return creation;
          try {
            const made = await makePasskey(creation.data);
            return await call("post", urls.ownPasskeys, { name, ...made });
          } catch (cause) {
            page.update({ trouble: { text: passkeyTrouble(cause) } });
            return { ok: true, data: undefined };
          }
        },
        (factors) => factors && showCodes(factors, "account.said.passkey"),
        { too_many_factors: "account.error.tooManyPasskeys", passkey_refused: "chart.passkey.failed" },
      );
    });
  return (common) => (
    <AtDesk {...common} desk={desk}>
      <Add {...common} desk={desk} name={name || common.words.t("account.passkey.thisPhone")} add={add} />
    </AtDesk>
  );
}

function Add({ desk, name, add, ...common }: Common & { desk: Desk; name: string; add: (form: HTMLFormElement) => void }) {
  const { words, trouble } = common;
  const { t } = words;
  return (
    <>
      <Lead person={desk.person} words={words} back={{ to: "#account", text: t("account.back") }} title={t("account.passkey.title")} />
      <section className="card">
        <p>{t("account.passkey.text")}</p>
        <Form onSend={add}>
          <label htmlFor="name">{t("account.passkey.label")}</label>
          <p className="quiet" id="name-hint">
            {t("account.passkey.hint")}
          </p>
          <input id="name" name="name" maxLength={60} defaultValue={name} autoComplete="off" aria-describedby="name-hint trouble" aria-invalid={trouble?.text === "account.error.noName"} />
          <TroubleText {...common} />
          <Button {...common}>{t("account.passkey.add")}</Button>
        </Form>
      </section>
    </>
  );
}
