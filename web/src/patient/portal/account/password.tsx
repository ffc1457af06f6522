import { call } from "../../../api/client";
import * as urls from "../../../urls";
import { Lead } from "../lead";
import { typedIn } from "../page";
import type { Common } from "../state";
import { Button, Form, TroubleText } from "../views";
import { refuse, Secret, type Desk } from "./desk";
import { overview } from "./overview-said";

const change = ({ page }: Desk, form: HTMLFormElement) =>
  page.doing(async () => {
    const current = typedIn(form, "current");
    const password = typedIn(form, "password");
    if (!current || !password) return page.update({ trouble: { text: current ? "account.error.noNewPassword" : "portal.error.noPassword" } });
    const answer = await call("put", urls.firstPassword, { current, password });
    return answer.ok ? overview("account.said.password") : refuse(page, answer);
  });

/** Another password, with the present one. */
export function PasswordScreen({ desk, ...common }: Common & { desk: Desk }) {
  const { words, trouble, shown, page } = common;
  const { t } = words;
  const ofCurrent = trouble?.text === "account.error.password" || trouble?.text === "portal.error.noPassword";
  return (
    <>
      <Lead person={desk.person} words={words} back={{ to: "#account", text: t("account.back") }} title={t("account.password.title")} />
      <section className="card">
        <p>{t("account.password.text")}</p>
        <Form onSend={(form) => change(desk, form)}>
          <Secret {...common} name="current" label="account.password.current" invalid={ofCurrent} />
          <Secret {...common} name="password" label="portal.newPassword" fresh invalid={!!trouble && !ofCurrent} />
          <label className="check">
            <input type="checkbox" checked={shown} onChange={() => page.update({ shown: !shown })} />
            {t("account.password.show")}
          </label>
          <TroubleText {...common} />
          <Button {...common}>{t("portal.savePassword")}</Button>
        </Form>
      </section>
    </>
  );
}
