import { formatDate } from "../../shared/format";
import lateStyle from "../late.css?url";
import recordStyle from "../records.css?url";
import { hasView } from "../share/record-views";
import { anotherPerson, canUse, choosePassword, choosePerson, enterBirth, enterCode, passFactor, passPasskey, sendCode, signOut } from "./deeds";
import { Leaving, Paused } from "./away";
import { Failed } from "./failed";
import insideStyle from "./inside.css?url";
import { Menu } from "./menu";
import { RecordScreen } from "./record";
import { Records } from "./records";
import type { At, Common, Entry, Inside, Page, Person } from "./state";
import { Button, Form, PasswordField, Plain, Title, TroubleText } from "./views";

export { follow } from "./chart";
export { lock, openedElsewhere, openSession } from "./deeds";

for (const href of [recordStyle, lateStyle, insideStyle]) {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = href;
  document.head.append(style);
}

/** "•• 210" in one piece, whatever the width of the screen. */
const unbroken = (text = "") => text.replace(/ /g, "\u00a0");

/** The quiet end of a page. */
export function Foot({ page, words, persons }: { page: Page; words: Common["words"]; persons?: boolean }) {
  return (
    <footer className="foot">
      {persons && <Plain onClick={() => anotherPerson(page)}>{words.t("chart.anotherPerson")}</Plain>}
      <Plain onClick={() => signOut(page)}>{words.t("chart.signOut")}</Plain>
    </footer>
  );
}

function Choose(common: At<Inside, "choose">) {
  const { page, words, email } = common;
  const { t } = words;
  return (
    <>
      <section className="card">
        <Title>{t("chart.choose.title")}</Title>
        <p>{t("chart.choose.text")}</p>
        <Form onSend={(form) => choosePassword(page, form)}>
          <label htmlFor="email">{t("portal.email")}</label>
          <input id="email" type="email" autoComplete="username" readOnly defaultValue={email} />
          <PasswordField {...common} fresh />
          <TroubleText {...common} />
          <Button {...common}>{t("portal.savePassword")}</Button>
        </Form>
      </section>
      <Foot page={page} words={words} />
    </>
  );
}

const insteads = { passkey: "chart.passkey.instead", totp: "chart.factor.app.instead", "recovery-code": "chart.factor.recovery.instead" } as const;

function FactorCode({ by, ...common }: Common & { by: "totp" | "recovery-code" }) {
  const { page, words, trouble } = common;
  const { t } = words;
  const recovery = by === "recovery-code";
  return (
    <>
      <p id="which">{t(recovery ? "chart.factor.recovery.text" : "chart.factor.app.text")}</p>
      <Form key={by} onSend={(form) => passFactor(page, by, form)}>
        <label htmlFor="code">{t(recovery ? "chart.factor.recovery.label" : "chart.factor.app.label")}</label>
        <input id="code" name="code" autoComplete={recovery ? "off" : "one-time-code"} inputMode={recovery ? "text" : "numeric"} autoCapitalize="none" aria-describedby="which trouble" aria-invalid={!!trouble} />
        <TroubleText {...common} />
        <Button {...common}>{t("chart.goOn")}</Button>
      </Form>
    </>
  );
}

function Factor({ screen: { methods, by }, ...common }: At<Inside, "factor">) {
  const { page, words } = common;
  const { t } = words;
  return (
    <>
      <section className="card">
        <Title>{t("chart.factor.title")}</Title>
        {!methods.every(canUse) && <p className="note">{t("chart.factor.passkey")}</p>}
        {by === "passkey" ? (
          <>
            <p>{t("chart.passkey.text")}</p>
            <Button {...common} onClick={() => passPasskey(page)}>
              {t("chart.passkey.use")}
            </Button>
            <TroubleText {...common} />
          </>
        ) : (
          <FactorCode {...common} by={by} />
        )}
        {methods
          .filter((method) => method !== by && canUse(method))
          .map((method) => (
            <p key={method}>
              <Plain onClick={() => page.show({ at: "factor", methods, by: method })}>{t(insteads[method])}</Plain>
            </p>
          ))}
      </section>
      <Foot page={page} words={words} />
    </>
  );
}

function Persons({ screen: { persons }, ...common }: At<Inside, "persons">) {
  const { page, words, busy } = common;
  const { t } = words;
  return (
    <>
      <section className="card">
        <Title>{t("chart.persons.title")}</Title>
        {persons.length === 0 && <p>{t("chart.persons.none")}</p>}
        <ul className="persons">
          {persons.map((person) => (
            <li key={person.practiceId + person.patientId}>
              <button type="button" aria-disabled={busy} onClick={() => choosePerson(page, person)}>
                <bdi>{person.person}</bdi>
                <small>
                  {person.practiceName}
                  {person.guardian && " · " + t("chart.persons.guardian")}
                </small>
              </button>
            </li>
          ))}
        </ul>
        <TroubleText {...common} />
      </section>
      <Foot page={page} words={words} />
    </>
  );
}

const Whose = ({ person, words }: { person: Pick<Person, "person" | "practiceName">; words: Common["words"] }) => (
  <p className="for">{words.t("chart.whose", { person: person.person, practice: person.practiceName })}</p>
);

function Send({ screen: { person }, ...common }: At<Inside, "send">) {
  const { page, words } = common;
  const { t } = words;
  return (
    <>
      <section className="card">
        <Whose person={person} words={words} />
        <Title>{t("chart.send.title")}</Title>
        <p>{t("chart.send.text", { phone: unbroken(person.phoneHint) })}</p>
        <Button {...common} onClick={() => sendCode(page, person)}>
          {t("chart.send.send")}
        </Button>
        <TroubleText {...common} />
      </section>
      <Foot page={page} words={words} persons />
    </>
  );
}

function Code({ screen: { sent }, ...common }: At<Inside, "code">) {
  const { page, words, trouble } = common;
  const { t } = words;
  return (
    <>
      <section className="card">
        <Whose person={sent.person} words={words} />
        <Title>{t("chart.code.title")}</Title>
        <p>{t("chart.code.text", { phone: unbroken(sent.hint) })}</p>
        <Form onSend={(form) => enterCode(page, sent, form)}>
          <label htmlFor="code">{t("chart.code.label")}</label>
          <input id="code" name="code" autoComplete="one-time-code" inputMode="numeric" aria-describedby="trouble" aria-invalid={!!trouble} />
          <TroubleText {...common} />
          <Button {...common}>{t("chart.goOn")}</Button>
        </Form>
        <Plain onClick={() => sendCode(page, sent.person, true)}>{t("chart.code.again")}</Plain>
      </section>
      <Foot page={page} words={words} persons />
    </>
  );
}

function Birth({ screen: { person }, ...common }: At<Inside, "birth">) {
  const { page, words, trouble } = common;
  const { t } = words;
  return (
    <>
      <section className="card">
        <Whose person={person} words={words} />
        <Title>{t("chart.birth.title")}</Title>
        <p>{t("chart.birth.text", { person: person.person })}</p>
        <Form onSend={(form) => enterBirth(page, person, form)}>
          <label htmlFor="birth">{t("chart.birth.label")}</label>
          <input id="birth" name="birth" type="date" autoComplete="off" aria-describedby="trouble" aria-invalid={!!trouble} />
          <TroubleText {...common} />
          <Button {...common}>{t("chart.goOn")}</Button>
        </Form>
      </section>
      <Foot page={page} words={words} persons />
    </>
  );
}

/** What is to be said of a record beside its content. */
export function Marks({ entry, guardian, words }: { entry: Pick<Entry, "corrected" | "withdrawn" | "fromPatient" | "reading">; guardian: boolean; words: Common["words"] }) {
  const { t, language } = words;
  const { corrected, withdrawn, fromPatient, reading } = entry;
  return (
    <>
      {(corrected || withdrawn || fromPatient) && (
        <p>
          {corrected && <span className="badge">{t("chart.corrected")}</span>}
          {withdrawn && <span className="badge">{t("chart.withdrawn")}</span>}
          {fromPatient && <span className="badge">{t(guardian ? "chart.fromFamily" : "chart.fromYou")}</span>}
        </p>
      )}
      {fromPatient && !withdrawn && <p className="quiet">{reading ? t("chart.readBy", { name: reading.byName, date: formatDate(language, reading.at) }) : t("chart.unread")}</p>}
    </>
  );
}

/** What a record is called. What the patient wrote is no note of the clinic's. */
export const nameOf = ({ t }: Common["words"], { type, fromPatient }: Pick<Entry, "type" | "fromPatient">) =>
  t(fromPatient && type === "clinical-note" ? "chart.note" : hasView(type) ? `type.${type}` : "chart.unnamed");

export function InsideView({ screen, ...common }: Common & { screen: Inside }) {
  switch (screen.at) {
    case "choose":
      return <Choose {...common} screen={screen} />;
    case "factor":
      return <Factor {...common} screen={screen} />;
    case "persons":
      return <Persons {...common} screen={screen} />;
    case "send":
      return <Send {...common} screen={screen} />;
    case "code":
      return <Code {...common} screen={screen} />;
    case "birth":
      return <Birth {...common} screen={screen} />;
    case "records":
      return <Records {...common} screen={screen} />;
    case "record":
      return <RecordScreen {...common} screen={screen} />;
    case "sheets":
      return (
        <>
          <Menu {...common} at="records" />
          <screen.View {...common} />
          <Foot page={common.page} words={common.words} persons />
        </>
      );
    case "failed":
      return (
        <>
          <Menu {...common} at={screen.name} />
          <Failed {...common} />
          <Foot page={common.page} words={common.words} persons />
        </>
      );
    case "paused":
      return <Paused {...common} screen={screen} />;
    case "leaving":
      return <Leaving {...common} />;
    case "part":
      return (
        <>
          <Menu {...common} at={screen.name} />
          <screen.View {...common} />
          <Foot page={common.page} words={common.words} persons />
        </>
      );
  }
}
