import type { ComponentChildren } from "preact";
import { formatMoment, formatTime } from "../../shared/format";
import { telLink } from "../../shared/phone";
import type { Words } from "../../shared/words";
import type { Actions, Room, Screen, State, Trouble, VisitPage } from "./state";

/** What every view gets besides its own data. */
export interface Common {
  words: Words;
  busy: boolean;
  trouble: Trouble | undefined;
  actions: Actions;
}

export type At<Name extends Screen["at"]> = Common & { screen: Extract<Screen, { at: Name }> };

/** A heading that takes the focus when its screen appears, so that screen readers start there. */
export function Title({ children }: { children: ComponentChildren }) {
  return (
    <h1 tabIndex={-1} id="title">
      {children}
    </h1>
  );
}

export function TroubleText({ trouble, words }: Pick<Common, "trouble" | "words">) {
  return (
    <p className="trouble" role="alert" id="trouble">
      {trouble && words.t(trouble.text, trouble.values)}
    </p>
  );
}

export function Button({ words, busy, className = "main", onClick, children }: Pick<Common, "words" | "busy"> & { className?: string; onClick?: () => void; children: ComponentChildren }) {
  return (
    <button type={onClick ? "button" : "submit"} className={className} aria-disabled={busy} onClick={onClick}>
      {busy ? words.t("wait") : children}
    </button>
  );
}

export function CallClinic({ practice, words }: { practice: VisitPage["practice"]; words: Words }) {
  if (!practice.phone) return null;
  return (
    <a className="call" href={telLink(practice.phone)}>
      {words.t("call.clinic", { practice: practice.name })}
      <span>{practice.phone}</span>
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
export function Warnings({ words: { t } }: { words: Words }) {
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

function ScreenView({ screen, silent, room, ...common }: Common & { screen: Screen; silent: boolean; room: Room | undefined }) {
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
      return room && <room.Mirror {...common} screen={screen} />;
    case "call":
      return room && <room.InCall {...common} screen={screen} silent={silent} />;
    case "over":
      return room && <room.IsOver {...common} screen={screen} />;
  }
}

/** The page. `silent` says that the browser plays nothing before it is tapped, `room` is there once it is needed. */
export function App({ state, silent, room, words, actions }: { state: State; silent: boolean; room: Room | undefined; words: Words; actions: Actions }) {
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
        <ScreenView {...common} screen={state.screen} silent={silent} room={room} />
      </main>
    </div>
  );
}
