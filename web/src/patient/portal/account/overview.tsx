import { call, type Result } from "../../../api/client";
import { formatDate, formatMoment } from "../../../shared/format";
import type { TextKey } from "../../../shared/words";
import * as urls from "../../../urls";
import { Lead } from "../lead";
import { hasPasskeys } from "../passkey";
import type { Common, Failed, PartView } from "../state";
import { Button, TroubleText } from "../views";
import { showCodes } from "./codes";
import { AtDesk, proven, type Desk, type Factors, type Sessions } from "./desk";
import { takeSaid } from "./overview-said";

interface Shown {
  factors: Factors;
  sessions: Sessions;
  said: TextKey | undefined;
}

interface Acts {
  removeFactor(id: string): void;
  renewCodes(): void;
  endSession(id: string): void;
  endOthers(): void;
}

/** All of the account on one screen: how to sign in, and where somebody is signed in. */
export async function openOverview(desk: Desk): Promise<PartView | Failed> {
  const { page } = desk;
  const [factors, sessions] = await Promise.all([call("get", urls.ownFactors), call("get", urls.portalSessions)]);
  if (!factors.ok) return factors;
  if (!sessions.ok) return sessions;
  const shown: Shown = { factors: factors.data, sessions: sessions.data.items, said: takeSaid() };
  const tell = (said: TextKey) => {
    shown.said = said;
    page.update({});
  };
  const ended = async (answer: Result<unknown>, said: TextKey) => {
    if (!answer.ok && answer.status !== 404) return page.fail(answer); // it had ended by itself
    const now = await call("get", urls.portalSessions);
    if (!now.ok) return page.fail(now);
    shown.sessions = now.data.items;
    return tell(said);
  };
  const acts: Acts = {
    removeFactor: (id) =>
      page.doing(() =>
        proven(
          desk,
          "account.asking.remove",
          () => call("delete", urls.ownFactor.replace("{factorId}", encodeURIComponent(id)) as typeof urls.ownFactor),
          (left) => {
            shown.factors = left;
            shown.sessions = shown.sessions.filter(({ current }) => current);
            tell("account.said.removed");
          },
        ),
      ),
    renewCodes: () => page.doing(() => proven(desk, "account.asking.codes", () => call("post", urls.recoveryCodes), (renewed) => showCodes(renewed, "account.said.codes"))),
    endSession: (id) => page.doing(async () => ended(await call("delete", urls.ownSession.replace("{sessionId}", encodeURIComponent(id)) as typeof urls.ownSession), "account.said.ended")),
    endOthers: () => page.doing(async () => ended(await call("delete", urls.portalSessions), "account.said.endedOthers")),
  };
  return (common) => (
    <AtDesk {...common} desk={desk}>
      <Overview {...common} desk={desk} {...shown} acts={acts} />
    </AtDesk>
  );
}

function Overview({ desk, factors, sessions, said, acts, ...common }: Common & Shown & { desk: Desk; acts: Acts }) {
  const { words, email } = common;
  const { t } = words;
  return (
    <>
      <Lead person={desk.person} words={words} title={t("chart.menu.account")} />
      <div role="status">{said && <p className="note">{t(said)}</p>}</div>
      <TroubleText {...common} />
      <section className="card" aria-labelledby="signing-in">
        <h2 id="signing-in">{t("account.signIn.title")}</h2>
        <p>{t("account.signIn.email", { email })}</p>
        <a className="button" href="#account/email">
          {t("account.signIn.changeEmail")}
        </a>
        <a className="button" href="#account/password">
          {t("account.signIn.changePassword")}
        </a>
      </section>
      <Second {...common} factors={factors} acts={acts} />
      <Where {...common} sessions={sessions} acts={acts} />
      <section className="card" aria-labelledby="closing">
        <h2 id="closing">{t("account.close.title")}</h2>
        <p>{t("account.close.short")}</p>
        <a className="button" href="#account/close">
          {t("account.close.more")}
        </a>
      </section>
    </>
  );
}

/** The second step of signing in: an app, passkeys, and codes for when they are lost. */
function Second({ factors: { items, recoveryCodesLeft }, acts, ...common }: Common & { factors: Factors; acts: Acts }) {
  const { words, busy } = common;
  const { t, language } = words;
  const withApp = items.some(({ kind }) => kind === "totp");
  return (
    <section className="card" aria-labelledby="second">
      <h2 id="second">{t("account.second.title")}</h2>
      <p>{t(items.length > 0 ? "account.second.on" : "account.second.text")}</p>
      {items.length > 0 && (
        <ul className="keys">
          {items.map(({ id, kind, name, addedAt }) => {
            const called = kind === "totp" ? t("account.second.app") : t("account.second.passkey", { name: name ?? "" });
            return (
              <li key={id}>
                <b>{called}</b>
                <small>{t("account.second.since", { date: formatDate(language, addedAt) })}</small>
                <button type="button" className="plain" aria-disabled={busy} aria-label={t("account.second.removeNamed", { name: called })} onClick={() => acts.removeFactor(id)}>
                  {t("account.second.remove")}
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <a className="button" href="#account/app">
        {t(withApp ? "account.second.otherApp" : "account.second.addApp")}
      </a>
      {hasPasskeys() && (
        <a className="button" href="#account/passkey">
          {t("account.second.addPasskey")}
        </a>
      )}
      {items.length > 0 && (
        <>
          <p className={recoveryCodesLeft < 3 ? "note" : ""}>{words.count("account.second.codes", recoveryCodesLeft)}</p>
          <Button {...common} className="second" onClick={() => acts.renewCodes()}>
            {t("account.second.renew")}
          </Button>
        </>
      )}
    </section>
  );
}

/** Where somebody is signed in to this account. */
function Where({ sessions, acts, ...common }: Common & { sessions: Sessions; acts: Acts }) {
  const { words, busy } = common;
  const { t, language } = words;
  return (
    <section className="card" aria-labelledby="where">
      <h2 id="where">{t("account.where.title")}</h2>
      <p>{t("account.where.text")}</p>
      <ul className="keys">
        {sessions.map(({ id, device: named, current, seenAt }) => {
          const device = named || t("account.where.unknown");
          return (
            <li key={id}>
              <b>{device}</b>
              <small>{current ? t("account.where.this") : t("account.where.seen", { moment: formatMoment(language, seenAt) })}</small>
              {!current && (
                <button type="button" className="plain" aria-disabled={busy} aria-label={t("account.where.endNamed", { device })} onClick={() => acts.endSession(id)}>
                  {t("account.where.end")}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {sessions.length > 1 && (
        <Button {...common} className="second" onClick={() => acts.endOthers()}>
          {t("account.where.endOthers")}
        </Button>
      )}
    </section>
  );
}
