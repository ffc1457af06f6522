import type { ComponentChildren } from "preact";
import { telLink } from "../../shared/phone";
import type { TextKey, Words } from "../../shared/words";
import lateStyle from "../late.css?url";
import { installOffer } from "../install";
import { History } from "./history";
import { MainButton, Title, TroubleText, type Common } from "./views";
import type { Inside, LinkPage, Messages, Screen } from "./state";

export { Attachments, download } from "./attachments";
export { Contents, Remark } from "./remarks";
export { Issued, Letterhead } from "./paper";
export { guard } from "./guard";
export { others } from "./other-actions";

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = lateStyle;
document.head.append(style);

/** Completes a screen with what is loaded for it alone. */
export async function complete(page: Inside, screen: Screen): Promise<Screen> {
  if (screen.at !== "home") return screen;
  const [{ enter }] = await Promise.all([import("../entry/deeds"), page.speak(undefined, "entry")]);
  return enter(page, screen.again);
}

/** The way back that needs no link. */
function ByNumber({ words, busy, actions }: Pick<Common, "words" | "busy" | "actions">) {
  return (
    <button type="button" className="second" aria-disabled={busy} onClick={() => actions.do("byNumber")}>
      {words.t("actions.byNumber")}
    </button>
  );
}

function CallClinic({ practice, words }: { practice: LinkPage["practice"]; words: Words }) {
  if (!practice.phone) return null;
  return (
    <a className="call" href={telLink(practice.phone)}>
      {words.t("contact.call", { practice: practice.name })}
      <span>{practice.phone}</span>
    </a>
  );
}

function Ended({ page, renewed, ...common }: Common & { page: LinkPage; renewed?: boolean | undefined }) {
  const { t } = common.words;
  const { practice, state } = page;
  const why = state === "open" ? "expired" : state;
  return (
    <section className="card">
      <p className="for">{practice.name}</p>
      <Title>{t(`${why}.title`)}</Title>
      <p>{t(`${why}.text`, { practice: practice.name })}</p>
      {why === "expired" &&
        (renewed ? (
          <p className="note" role="status">
            {t("expired.renewed")}
          </p>
        ) : (
          <MainButton {...common} onClick={() => common.actions.do("renew")}>
            {t("expired.renew")}
          </MainButton>
        ))}
      <TroubleText {...common} />
      {why === "expired" && <ByNumber {...common} />}
      <CallClinic practice={practice} words={common.words} />
    </section>
  );
}

function NotMe({ page, ...common }: Common & { page: Pick<LinkPage, "practice" | "person"> }) {
  const { t } = common.words;
  const said: TextKey[] = ["notMe.closes", "notMe.tells", "notMe.stops"];
  return (
    <section className="card">
      <Title>{t("notMe.title", { person: page.person })}</Title>
      <p>{t("notMe.text")}</p>
      <ul>
        {said.map((key) => (
          <li key={key}>{t(key, { practice: page.practice.name })}</li>
        ))}
      </ul>
      <MainButton {...common} onClick={() => common.actions.do("reportNotMe")}>
        {t("notMe.confirm")}
      </MainButton>
      <TroubleText {...common} />
      <button type="button" className="second" onClick={() => common.actions.do("reopen")}>
        {t("notMe.back")}
      </button>
    </section>
  );
}

function Plain({ name, words, children }: { name: "missing" | "notMe.done"; words: Words; children?: ComponentChildren }) {
  return (
    <section className="card">
      <Title>{words.t(`${name}.title`)}</Title>
      <p>{words.t(`${name}.text`)}</p>
      {children}
    </section>
  );
}

/** The screens that few patients see. */
export function OtherScreen({ screen, ...common }: Common & { screen: Screen }) {
  const { words, actions } = common;
  switch (screen.at) {
    case "ended":
      return <Ended {...common} page={screen.page} renewed={screen.renewed} />;
    case "notMe":
      return <NotMe {...common} page={screen.page} />;
    case "notMeDone":
      return <Plain name="notMe.done" words={words} />;
    case "history":
      return <History {...common} entries={screen.entries} more={!!screen.next} />;
    case "missing":
      return (
        <Plain name="missing" words={words}>
          <ByNumber {...common} />
        </Plain>
      );
    case "entry":
      return <screen.View {...common} pieces={{ MainButton, Title, TroubleText }} entry={screen.entry} deeds={screen.deeds} />;
    case "finished":
      return (
        <section className="card">
          <Title>{words.t("finished.title")}</Title>
          <p>{words.t("finished.text")}</p>
          <TroubleText {...common} />
          <button type="button" className="second" onClick={() => actions.do("reopen")}>
            {words.t("finished.again")}
          </button>
          {actions.linked && <ByNumber {...common} />}
        </section>
      );
    default:
      return null;
  }
}

/** Stop the messages of this practice, and get them again, in the same place. */
export function MessagesPanel({ practice, messages, ...common }: Common & { practice: string; messages: Messages }) {
  const { words, busy, actions } = common;
  const { t } = words;
  return (
    <section className="card panel" aria-labelledby="messages">
      <h2 id="messages" tabIndex={-1}>
        {t("messages.title", { practice })}
      </h2>
      <p role="status">
        {messages === "ask" ? t("messages.ask", { practice }) : t(`messages.${messages === "stopped" ? "stopped" : "started"}`, { practice })}
      </p>
      <TroubleText {...common} />
      {messages === "stopped" ? (
        <button type="button" className="second" aria-disabled={busy} onClick={() => actions.do("startMessages")}>
          {t("messages.start")}
        </button>
      ) : messages === "started" ? (
        <button type="button" className="second" onClick={() => actions.do("askMessages")}>
          {t("messages.stop")}
        </button>
      ) : (
        <>
          <button type="button" className="second" aria-disabled={busy} onClick={() => actions.do("stopMessages")}>
            {t("messages.confirm")}
          </button>
          <button type="button" className="second" onClick={() => actions.do("keepMessages")}>
            {t("messages.keep")}
          </button>
        </>
      )}
    </section>
  );
}

/** What to do with records that were read: print them, put the app on the phone, close them. */
export function RecordActions({ words, busy, trouble, actions }: Common) {
  const { t } = words;
  const offer = installOffer();
  return (
    <>
      <section className="card actions screen">
        <button type="button" className="second" onClick={() => print()}>
          {t("actions.print")}
        </button>
        <button type="button" className="second" id="history" aria-disabled={busy} onClick={() => actions.do("history")}>
          {t("actions.history")}
        </button>
        <button type="button" className="main" aria-disabled={busy} aria-describedby="finish" onClick={() => actions.do("finish")}>
          {t("actions.finish")}
        </button>
        <p className="quiet" id="finish">
          {t("actions.finishHint")}
        </p>
        <TroubleText trouble={trouble} words={words} />
      </section>
      {actions.linked && (
        <section className="card screen">
          <h2>{t("actions.back.title")}</h2>
          <p>{t("actions.back.text")}</p>
          <ByNumber words={words} busy={busy} actions={actions} />
        </section>
      )}
      {offer && (
        <section className="card screen">
          <h2>{t("app.title")}</h2>
          <p>{t("app.text")}</p>
          {offer === "ios" ? (
            <p>{t("app.ios")}</p>
          ) : (
            <button type="button" className="second" onClick={() => void offer.prompt()}>
              {t("app.install")}
            </button>
          )}
        </section>
      )}
    </>
  );
}
