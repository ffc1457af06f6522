import { call } from "../../../api/client";
import * as urls from "../../../urls";
import { leaveChart } from "../deeds";
import { Lead } from "../lead";
import type { Common, PartView } from "../state";
import { Button, TroubleText } from "../views";
import { AtDesk, proven, type Desk } from "./desk";

/** Closing the account, with what it means said before. */
export function closeScreen(desk: Desk): PartView {
  const close = () => desk.page.doing(() => proven(desk, "account.asking.close", () => call("delete", urls.account), () => leaveChart(desk.page, "portal.closed")));
  return (common) => (
    <AtDesk {...common} desk={desk}>
      <Close {...common} desk={desk} close={close} />
    </AtDesk>
  );
}

function Close({ desk, close, ...common }: Common & { desk: Desk; close: () => void }) {
  const { words } = common;
  const { t } = words;
  return (
    <>
      <Lead person={desk.person} words={words} back={{ to: "#account", text: t("account.back") }} title={t("account.close.title")} />
      <section className="card">
        <ul>
          <li>{t("account.close.signIn")}</li>
          <li>{t("account.close.everybody")}</li>
          <li>{t("account.close.records")}</li>
          <li>{t("account.close.sms")}</li>
          <li>{t("account.close.again")}</li>
        </ul>
        <TroubleText {...common} />
        <Button {...common} className="danger" onClick={close}>
          {t("account.close.confirm")}
        </Button>
        <a className="button" href="#account">
          {t("account.close.keep")}
        </a>
      </section>
    </>
  );
}
