import { Controls } from "../../call/Controls";
import { Lobby } from "../../call/Lobby";
import { mediaRemark, phaseText } from "../../call/remarks";
import { Stage } from "../../call/Stage";
import { StartForm } from "../../call/StartForm";
import { formatDay, formatMoment, formatTime } from "../../shared/format";
import type { TextKey, Words } from "../../shared/words";
import { placeFrom, signInFrom } from "./place";
import type { Actions, Patient, Screen, State, Visit } from "./state";

interface Common {
  words: Words;
  busy: boolean;
  trouble: TextKey | undefined;
  actions: Actions;
}

type At<Name extends Screen["at"]> = Common & { screen: Extract<Screen, { at: Name }> };

function TroubleText({ trouble, words }: Pick<Common, "trouble" | "words">) {
  return (
    <p className="trouble" role="alert">
      {trouble && words.t(trouble)}
    </p>
  );
}

/** Whom the call is for, with what identity is told by. */
function Who({ patient, words: { t, language } }: { patient: Patient; words: Words }) {
  return (
    <p className="for">
      <bdi>{patient.name}</bdi>
      {patient.dateOfBirth && " · " + t("clinicCall.born", { date: formatDay(language, patient.dateOfBirth) })}
    </p>
  );
}

/** Where the link went, and another one. */
function Link({ visit: { sms, email }, busy, words, actions }: Common & { visit: Visit }) {
  const { t, language } = words;
  return (
    <section className="card" aria-labelledby="link">
      <h2 id="link">{t("clinicCall.link.title")}</h2>
      <ul className="sent">
        {sms && <li>{t(`clinicCall.link.sms.${sms.state}`, { hint: sms.hint ?? "", time: formatTime(language, sms.at) })}</li>}
        {email && <li>{t(`clinicCall.link.email.${email.state}`, { time: formatTime(language, email.at) })}</li>}
      </ul>
      <button type="button" aria-disabled={busy} onClick={() => actions.sendLink()}>
        {t("clinicCall.link.again")}
      </button>
    </section>
  );
}

function Ready({ screen: { visit, patient }, ...common }: At<"ready">) {
  const { words, busy, actions } = common;
  const { t, language } = words;
  return (
    <>
      <section className="card">
        <Who patient={patient} words={words} />
        <h1 tabIndex={-1} id="title">
          {t("clinicCall.ready.title")}
        </h1>
        {visit.state === "early" && <p>{t("clinicCall.ready.early", { time: formatMoment(language, visit.opensAt) })}</p>}
        {visit.state === "ended" && <p>{t("clinicCall.ready.ended")}</p>}
        {visit.state === "open" && <p>{t("clinicCall.ready.text", { time: formatTime(language, visit.closesAt) })}</p>}
        {visit.state === "open" ? (
          <button type="button" className="main" aria-disabled={busy} onClick={() => actions.join()}>
            {t("clinicCall.ready.join")}
          </button>
        ) : (
          <button type="button" aria-disabled={busy} onClick={() => actions.reopen()}>
            {t("clinicCall.again")}
          </button>
        )}
        <TroubleText {...common} />
      </section>
      {visit.state !== "ended" && <Link {...common} visit={visit} />}
    </>
  );
}

function Asking({ screen, words }: At<"asking">) {
  return (
    <section className="card">
      <Who patient={screen.patient} words={words} />
      <h1 tabIndex={-1} id="title">
        {words.t("call.asking.title")}
      </h1>
      <p role="status">{words.t("call.asking.text")}</p>
      <div className="progress" />
    </section>
  );
}

function InCall({ screen: { visit, patient, media, view }, ...common }: At<"call">) {
  const { words, busy, actions } = common;
  const { t, language } = words;
  const remark = mediaRemark(media);
  const status = view.phase === "alone" ? "clinicCall.alone" : phaseText(view);
  const guest = view.tiles.some(({ role }) => role === "guest");
  return (
    <div className="desk">
      <section className={`room ${view.phase}`}>
        <h1 tabIndex={-1} id="title" className="aside">
          {t("clinicCall.ready.title")}
        </h1>
        <Who patient={patient} words={words} />
        <p role="status" className="status">
          {status && t(status, { practice: "" })} {remark && t(remark)}
        </p>
        <Stage view={view} own={media} words={words} />
        <Controls own={media} words={words} actions={actions} end={{ text: t("clinicCall.end"), do: () => actions.endForAll() }} />
        <button type="button" className="plain" onClick={() => actions.leave()}>
          {t("clinicCall.leave")}
        </button>
      </section>
      <div className={view.waiting.length > 0 ? "side first" : "side"}>
        <TroubleText {...common} />
        <Lobby waiting={view.waiting} busy={busy} words={words} admit={actions.admit} refuse={actions.refuse} />
        {visit.startedAt ? (
          <p className="note" role="status">
            {t("clinicCall.start.noted", { name: visit.startedByName ?? "", time: formatTime(language, visit.startedAt) })}
          </p>
        ) : (
          guest && <StartForm minor={visit.minor} busy={busy} words={words} start={actions.start} />
        )}
        <Link {...common} visit={visit} />
      </div>
    </div>
  );
}

function IsOver({ screen: { visit, patient, why }, ...common }: At<"over">) {
  const { words, busy, actions } = common;
  const { t } = words;
  const left = why === "left" || why === "gone";
  return (
    <section className="card">
      <Who patient={patient} words={words} />
      <h1 tabIndex={-1} id="title">
        {t(left ? "clinicCall.over.left" : "clinicCall.over.ended")}
      </h1>
      <p>{t(visit.startedAt ? "clinicCall.over.noted" : "clinicCall.over.notNoted")}</p>
      {left && (
        <>
          <button type="button" className="main" aria-disabled={busy} onClick={() => actions.join()}>
            {t("clinicCall.over.back")}
          </button>
          <button type="button" className="end" aria-disabled={busy} onClick={() => actions.endForAll()}>
            {t("clinicCall.end")}
          </button>
        </>
      )}
      <TroubleText {...common} />
    </section>
  );
}

function Wrong({ screen: { why }, ...common }: At<"wrong">) {
  const { words, actions } = common;
  return (
    <section className="card">
      <h1 tabIndex={-1} id="title">
        {words.t("clinicCall.wrong.title")}
      </h1>
      <p>{words.t(`clinicCall.wrong.${why}`)}</p>
      {why === "signedOut" && (
        <p>
          <a href={signInFrom(placeFrom(location.hash))} target="_blank" rel="noopener">
            {words.t("clinicCall.wrong.signIn")}
          </a>
        </p>
      )}
      <button type="button" aria-disabled={common.busy} onClick={() => actions.reopen()}>
        {words.t("clinicCall.again")}
      </button>
    </section>
  );
}

function ScreenView({ screen, ...common }: Common & { screen: Screen }) {
  switch (screen.at) {
    case "wrong":
      return <Wrong {...common} screen={screen} />;
    case "ready":
      return <Ready {...common} screen={screen} />;
    case "asking":
      return <Asking {...common} screen={screen} />;
    case "call":
      return <InCall {...common} screen={screen} />;
    case "over":
      return <IsOver {...common} screen={screen} />;
  }
}

export function App({ state, words, actions }: { state: State; words: Words; actions: Actions }) {
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
      <main key={state.screen.at}>
        <ScreenView {...common} screen={state.screen} />
      </main>
    </div>
  );
}
