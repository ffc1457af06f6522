import type { ComponentChildren } from "preact";
import { Controls } from "../../call/Controls";
import { mediaRemark, phaseText } from "../../call/remarks";
import { SelfView, Stage } from "../../call/Stage";
import type { Over } from "../../call/signalling";
import { formatMoment, formatTime } from "../../shared/format";
import { telLink } from "../../shared/phone";
import type { TextKey, Words } from "../../shared/words";
import type { Actions, Screen, State, Trouble, VisitPage } from "./state";

/** What every view gets besides its own data. */
interface Common {
  words: Words;
  busy: boolean;
  trouble: Trouble | undefined;
  actions: Actions;
}

type At<Name extends Screen["at"]> = Common & { screen: Extract<Screen, { at: Name }> };

/** A heading that takes the focus when its screen appears, so that screen readers start there. */
function Title({ children }: { children: ComponentChildren }) {
  return (
    <h1 tabIndex={-1} id="title">
      {children}
    </h1>
  );
}

function TroubleText({ trouble, words }: Pick<Common, "trouble" | "words">) {
  return (
    <p className="trouble" role="alert" id="trouble">
      {trouble && words.t(trouble.text, trouble.values)}
    </p>
  );
}

function Button({ words, busy, className = "main", onClick, children }: Pick<Common, "words" | "busy"> & { className?: string; onClick?: () => void; children: ComponentChildren }) {
  return (
    <button type={onClick ? "button" : "submit"} className={className} aria-disabled={busy} onClick={onClick}>
      {busy ? words.t("wait") : children}
    </button>
  );
}

function CallClinic({ practice, words }: { practice: VisitPage["practice"]; words: Words }) {
  if (!practice.phone) return null;
  return (
    <a className="call" href={telLink(practice.phone)}>
      {words.t("call.clinic", { practice: practice.name })}
    </a>
  );
}

/** Asks for a new link, by the number or the address that the lost one was sent to. */
function LostForm({ asked, ...common }: Common & { asked: boolean | undefined }) {
  const { words, actions } = common;
  const { t } = words;
  if (asked) {
    return (
      <p className="note" role="status">
        {t("call.lost.asked")}
      </p>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        actions.renew(String(new FormData(event.currentTarget).get("contact")));
      }}
    >
      <label htmlFor="contact">{t("call.lost.label")}</label>
      <input id="contact" name="contact" autoComplete="on" aria-describedby="trouble" aria-invalid={!!common.trouble} />
      <TroubleText {...common} />
      <Button {...common}>{t("call.lost.send")}</Button>
    </form>
  );
}

function Lost({ screen, ...common }: At<"lost">) {
  const { words, actions } = common;
  const { t } = words;
  return (
    <section className="card">
      <Title>{t("call.lost.title")}</Title>
      <p>{t("call.lost.text")}</p>
      {screen.token && !screen.asked && (
        <Button {...common} className="second" onClick={() => actions.renew()}>
          {t("call.lost.again")}
        </Button>
      )}
      <LostForm {...common} asked={screen.asked} />
    </section>
  );
}

function Early({ screen: { page }, ...common }: At<"early">) {
  const { words, actions } = common;
  const { t, language } = words;
  return (
    <section className="card">
      <p className="for">{t("call.for", { person: page.person })}</p>
      <Title>{t("call.early.title")}</Title>
      <p>{t("call.early.text", { practice: page.practice.name, time: formatMoment(language, page.opensAt) })}</p>
      <p className="quiet">{t("call.early.hint")}</p>
      <Button {...common} onClick={() => actions.reopen()}>
        {t("call.early.again")}
      </Button>
      <TroubleText {...common} />
      <CallClinic practice={page.practice} words={words} />
    </section>
  );
}

function Closed({ screen: { page, asked }, ...common }: At<"closed">) {
  const { words } = common;
  const { t } = words;
  return (
    <section className="card">
      <p className="for">{t("call.for", { person: page.person })}</p>
      <Title>{t("call.closed.title")}</Title>
      <p>{t("call.closed.text", { practice: page.practice.name })}</p>
      <CallClinic practice={page.practice} words={words} />
      <LostForm {...common} asked={asked} />
    </section>
  );
}

/** What everybody should know before they speak with a doctor this way. */
function Warnings({ words: { t } }: { words: Words }) {
  return (
    <ul className="know">
      <li>{t("call.emergency")}</li>
      <li>{t("call.unrecorded")}</li>
    </ul>
  );
}

function Ready({ screen: { page }, ...common }: At<"ready">) {
  const { words, actions } = common;
  const { t, language } = words;
  return (
    <section className="card">
      <p className="for">{t("call.for", { person: page.person })}</p>
      <Title>{t("call.ready.title", { practice: page.practice.name })}</Title>
      <p>{t("call.ready.text")}</p>
      <Warnings words={words} />
      <Button {...common} onClick={() => actions.openCamera()}>
        {t("call.ready.open")}
      </Button>
      <TroubleText {...common} />
      <p className="quiet">{t("call.ready.until", { time: formatTime(language, page.closesAt) })}</p>
    </section>
  );
}

function Asking({ words: { t } }: Common) {
  return (
    <section className="card">
      <Title>{t("call.asking.title")}</Title>
      <p role="status">{t("call.asking.text")}</p>
      <div className="progress" />
    </section>
  );
}

function Mirror({ screen: { page, media }, ...common }: At<"mirror">) {
  const { words, actions } = common;
  const { t } = words;
  const remark = mediaRemark(media);
  return (
    <section className="card">
      <Title>{t("call.mirror.title")}</Title>
      <SelfView own={media} words={words} />
      {remark && (
        <div className="note warm" role="status">
          <p>{t(remark)}</p>
          <button type="button" className="plain" aria-disabled={common.busy} onClick={() => actions.openCamera()}>
            {t("call.media.again")}
          </button>
        </div>
      )}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          actions.askToComeIn(String(new FormData(event.currentTarget).get("name")));
        }}
      >
        <label htmlFor="name">{t("call.mirror.name")}</label>
        <input id="name" name="name" defaultValue={page.person} maxLength={60} autoComplete="off" aria-describedby="trouble" aria-invalid={!!common.trouble} />
        <p className="quiet">{t("call.mirror.consent", { practice: page.practice.name })}</p>
        <TroubleText {...common} />
        <Button {...common}>{t(remark ? "call.mirror.asIs" : "call.mirror.ask")}</Button>
      </form>
    </section>
  );
}

function InCall({ screen: { page, media, view }, silent, ...common }: At<"call"> & { silent: boolean }) {
  const { words, actions } = common;
  const { t } = words;
  const { phase } = view;
  const status = phaseText(view);
  const waits = phase === "joining" || phase === "waiting";
  const remark = mediaRemark(media);
  return (
    <section className={`room ${phase}`}>
      <h1 tabIndex={-1} id="title" className={waits ? "" : "aside"}>
        {waits ? t("call.lobby.title") : t("call.room.title", { practice: page.practice.name })}
      </h1>
      <p role="status" className={phase === "connected" && !remark ? "status aside" : "status"}>
        {status && t(status, { practice: page.practice.name })} {remark && t(remark)}
      </p>
      {waits && <div className="progress" />}
      {silent && (
        <button type="button" className="main">
          {t("call.silent")}
        </button>
      )}
      {waits ? <SelfView own={media} words={words} /> : <Stage view={view} own={media} words={words} />}
      {view.slow && <CallClinic practice={page.practice} words={words} />}
      {waits && <Warnings words={words} />}
      <Controls own={media} words={words} actions={actions} end={{ text: t("call.leave"), do: () => actions.leave() }} />
    </section>
  );
}

const overTexts = {
  ended: ["call.over.ended.title", "call.over.ended.text"],
  left: ["call.over.left.title", "call.over.left.text"],
  refused: ["call.over.refused.title", "call.over.refused.text"],
  gone: ["call.over.gone.title", "call.over.gone.text"],
} satisfies Record<Over, readonly [TextKey, TextKey]>;

function IsOver({ screen: { page, why }, ...common }: At<"over">) {
  const { words, actions } = common;
  const { t } = words;
  const [title, text] = overTexts[why];
  return (
    <section className="card">
      <Title>{t(title)}</Title>
      <p>{t(text, { practice: page.practice.name })}</p>
      {(why === "left" || why === "gone") && (
        <Button {...common} onClick={() => actions.reopen()}>
          {t("call.over.back")}
        </Button>
      )}
      <TroubleText {...common} />
      <CallClinic practice={page.practice} words={words} />
    </section>
  );
}

function ScreenView({ screen, silent, ...common }: Common & { screen: Screen; silent: boolean }) {
  switch (screen.at) {
    case "lost":
      return <Lost {...common} screen={screen} />;
    case "early":
      return <Early {...common} screen={screen} />;
    case "closed":
      return <Closed {...common} screen={screen} />;
    case "ready":
      return <Ready {...common} screen={screen} />;
    case "asking":
      return <Asking {...common} />;
    case "mirror":
      return <Mirror {...common} screen={screen} />;
    case "call":
      return <InCall {...common} screen={screen} silent={silent} />;
    case "over":
      return <IsOver {...common} screen={screen} />;
  }
}

/** The page. `silent` says that the browser plays nothing before it is tapped. */
export function App({ state, silent, words, actions }: { state: State; silent: boolean; words: Words; actions: Actions }) {
  const common: Common = { words, busy: state.busy, trouble: state.trouble, actions };
  const other = words.language === "en" ? "hi" : "en";
  return (
    <div id="app">
      <header className="top">
        <span className="brand">Chartshare</span>
        <button type="button" className="plain" lang={other} onClick={() => actions.speak(other)}>
          {other === "hi" ? "हिन्दी" : "English"}
        </button>
      </header>
      {/* A new screen is a new element: focus moves to its heading, and screen readers tell it. */}
      <main key={state.screen.at}>
        <ScreenView {...common} screen={state.screen} silent={silent} />
      </main>
    </div>
  );
}
