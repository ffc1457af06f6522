import type { ComponentChildren } from "preact";
import * as urls from "../../urls";
import type { TextKey } from "../../shared/words";
import type { Drawing } from "./page";
import { forgetShareLink } from "./memory";
import { confirm, forgot, leave, reset, signIn } from "./page";
import type { At, Common, Outside, Page, Screen } from "./state";

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

export function Plain({ onClick, children }: { onClick: () => unknown; children: ComponentChildren }) {
  return (
    <button type="button" className="plain" onClick={() => void onClick()}>
      {children}
    </button>
  );
}

/** What has just happened. */
export const Said = ({ text, words }: Pick<Common, "words"> & { text: TextKey | undefined }) => (
  <div role="status">{text && <p className="note">{words.t(text)}</p>}</div>
);

export function Form({ onSend, children }: { key?: string; onSend: (form: HTMLFormElement) => void; children: ComponentChildren }) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSend(event.currentTarget);
      }}
    >
      {children}
    </form>
  );
}

function EmailField({ words, email, trouble }: Common) {
  return (
    <>
      <label htmlFor="email">{words.t("portal.email")}</label>
      <input id="email" name="email" type="email" autoComplete="username" defaultValue={email} aria-describedby="trouble" aria-invalid={trouble?.text === "portal.error.noEmail"} />
    </>
  );
}

/** A password, which can be shown as it is typed: long ones are hard to type blindly on a phone. */
export function PasswordField({ page, words, shown, trouble, fresh }: Common & { fresh?: boolean }) {
  const { t } = words;
  return (
    <>
      <label htmlFor="password">{t(fresh ? "portal.newPassword" : "portal.password")}</label>
      {fresh && (
        <p className="quiet" id="rule">
          {t("portal.rule")}
        </p>
      )}
      <input
        id="password"
        name="password"
        type={(shown ? "text" : "password") as "password"}
        autoComplete={fresh ? "new-password" : "current-password"}
        autoCapitalize="none"
        spellcheck={false}
        aria-describedby={fresh ? "rule trouble" : "trouble"}
        aria-invalid={!!trouble && trouble.text !== "portal.error.noEmail"}
      />
      <label className="check">
        <input type="checkbox" checked={shown} onChange={() => page.update({ shown: !shown })} />
        {t("portal.show")}
      </label>
    </>
  );
}

function SignIn({ screen, ...common }: At<Outside, "signIn">) {
  const { page, words } = common;
  const { t } = words;
  return (
    <section className="card">
      <Title>{t("portal.signIn.title")}</Title>
      <Said words={words} text={screen.said} />
      <p>{t("portal.signIn.text")}</p>
      <Form onSend={(form) => signIn(page, form)}>
        <EmailField {...common} />
        <PasswordField {...common} />
        <TroubleText {...common} />
        <Button {...common}>{t("portal.signIn.send")}</Button>
      </Form>
      <Plain onClick={() => page.show({ at: "forgotten" })}>{t("portal.signIn.forgotten")}</Plain>
      {/* A link that was opened in this tab before is not what is wanted now. */}
      <a className="call" href={urls.home} onClick={forgetShareLink}>
        {t("portal.signIn.byNumber")}
      </a>
    </section>
  );
}

const ToSignIn = ({ page, words }: Common) => <Plain onClick={() => leave(page, { at: "signIn" })}>{words.t("portal.toSignIn")}</Plain>;

function Forgotten({ screen, ...common }: At<Outside, "forgotten">) {
  const { page, words } = common;
  const { t } = words;
  return (
    <section className="card">
      <Title>{t("portal.forgotten.title")}</Title>
      <Said words={words} text={screen.asked ? "portal.forgotten.asked" : screen.said} />
      {!screen.asked && (
        <>
          <p>{t("portal.forgotten.text")}</p>
          <Form onSend={(form) => forgot(page, form)}>
            <EmailField {...common} />
            <TroubleText {...common} />
            <Button {...common}>{t("portal.forgotten.send")}</Button>
          </Form>
        </>
      )}
      <ToSignIn {...common} />
    </section>
  );
}

function Reset({ screen, ...common }: At<Outside, "reset">) {
  const { page, words } = common;
  const { t } = words;
  return (
    <section className="card">
      <Title>{t("portal.reset.title")}</Title>
      <Form onSend={(form) => reset(page, screen.token, form)}>
        <PasswordField {...common} fresh />
        <TroubleText {...common} />
        <Button {...common}>{t("portal.savePassword")}</Button>
      </Form>
      <ToSignIn {...common} />
    </section>
  );
}

function Confirm({ screen, ...common }: At<Outside, "confirm">) {
  const { page, words } = common;
  const { t } = words;
  return (
    <section className="card">
      <Title>{t("portal.confirm.title")}</Title>
      <p>{t("portal.confirm.text")}</p>
      <Button {...common} onClick={() => confirm(page, screen.token)}>
        {t("portal.confirm.send")}
      </Button>
      <TroubleText {...common} />
      <ToSignIn {...common} />
    </section>
  );
}

function ScreenView({ screen, inside, ...common }: Common & { screen: Screen; inside: Drawing["inside"] }) {
  switch (screen.at) {
    case "signIn":
      return <SignIn {...common} screen={screen} />;
    case "forgotten":
      return <Forgotten {...common} screen={screen} />;
    case "reset":
      return <Reset {...common} screen={screen} />;
    case "confirm":
      return <Confirm {...common} screen={screen} />;
    default:
      return inside && <inside.InsideView {...common} screen={screen} />;
  }
}

export function App({ drawing, page }: { drawing: Drawing; page: Page }) {
  const { state, words, inside } = drawing;
  const other = words.language === "en" ? "hi" : "en";
  return (
    <div id="app">
      <header className="top">
        <span className="brand">Chartshare</span>
        <button type="button" className="plain" lang={other} onClick={() => page.speak(other)}>
          {other === "hi" ? "हिन्दी" : "English"}
        </button>
      </header>
      {/* A new screen is a new element: focus moves to its heading, and screen readers tell it. */}
      <main key={state.screen.at + ("key" in state.screen ? state.screen.key : "")}>
        <ScreenView {...state} inside={inside} page={page} words={words} />
      </main>
    </div>
  );
}
