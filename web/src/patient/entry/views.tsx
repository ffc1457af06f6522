import type { ComponentChildren } from "preact";
import * as urls from "../../urls";
import type { AskedCode, Choice, Entry, EntryScreen } from "./state";

type At<S extends Entry["step"]> = Omit<Parameters<EntryScreen["View"]>[0], "entry"> & { entry: Extract<Entry, { step: S }> };

function Form({ name, onSend, children }: { name: string; onSend: (typed: string) => void; children: ComponentChildren }) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSend(String(new FormData(event.currentTarget).get(name)));
      }}
    >
      {children}
    </form>
  );
}

const Plain = ({ onClick, children }: { onClick: () => void; children: ComponentChildren }) => (
  <button type="button" className="plain" onClick={onClick}>
    {children}
  </button>
);

function Number({ entry, deeds, pieces: { MainButton, Title, TroubleText }, ...common }: At<"number">) {
  const { words, trouble } = common;
  const { t } = words;
  return (
    <>
      <section className="card" key="number">
        <Title>{t("entry.title")}</Title>
        {entry.said && (
          <p className="note" role="status">
            {t(entry.said)}
          </p>
        )}
        <p>{t("entry.text")}</p>
        <Form name="phone" onSend={deeds.ask}>
          <label htmlFor="phone">{t("entry.phone")}</label>
          <input id="phone" name="phone" type="tel" autoComplete="tel" defaultValue={entry.phone} aria-describedby="trouble" aria-invalid={!!trouble} />
          <TroubleText {...common} />
          <MainButton {...common}>{t("link.send")}</MainButton>
        </Form>
      </section>
      <section className="card">
        <h2>{t("entry.other.title")}</h2>
        <p>{t("entry.other.link")}</p>
        <p>{t("entry.other.account")}</p>
        <a className="call" href={urls.portal}>
          {t("entry.other.signIn")}
        </a>
      </section>
    </>
  );
}

/** The wait for a new code, or the way to it. */
function Again({ asked, deeds, words }: { asked: AskedCode } & Pick<At<"code">, "deeds" | "words">) {
  const seconds = Math.ceil((asked.resendAt - Date.now()) / 1000);
  if (seconds > 0) return <p className="quiet">{words.t("code.wait", { seconds })}</p>;
  return <Plain onClick={() => deeds.ask(asked.phone)}>{words.t("code.resend")}</Plain>;
}

function Code({ entry: { asked }, deeds, pieces: { MainButton, Title, TroubleText }, ...common }: At<"code">) {
  const { words, trouble } = common;
  const { t } = words;
  return (
    <section className="card" key="code">
      <Title>{t("code.title")}</Title>
      <p>{t("entry.code.text", { phone: asked.phone, minutes: asked.minutes })}</p>
      <Form name="code" onSend={deeds.enter}>
        <label htmlFor="code">{t("code.label")}</label>
        <input id="code" name="code" autoComplete="one-time-code" inputMode="numeric" aria-describedby="trouble" aria-invalid={!!trouble} />
        <TroubleText {...common} />
        <MainButton {...common}>{t("entry.goOn")}</MainButton>
      </Form>
      <Again asked={asked} deeds={deeds} words={words} />
      <p className="quiet">{t("entry.code.none")}</p>
      <Plain onClick={() => deeds.goTo({ step: "number", phone: asked.phone })}>{t("entry.code.change")}</Plain>
    </section>
  );
}

function Person({ entry: { persons, dateOfBirth }, deeds, pieces: { Title, TroubleText }, ...common }: At<"person">) {
  const { words, busy } = common;
  const { t } = words;
  return (
    <section className="card" key="person">
      <Title>{t("entry.person.title")}</Title>
      <p>{t(dateOfBirth ? "entry.person.same" : "entry.person.text")}</p>
      <ul className="persons">
        {persons.map((person) => (
          <li key={person.id}>
            <button type="button" aria-disabled={busy} aria-label={person.name ? undefined : t("entry.person.letter", { letter: person.initial })} onClick={() => deeds.choose(person)}>
              <bdi>{person.name ?? person.initial}</bdi>
              {person.practice && <small>{person.practice}</small>}
            </button>
          </li>
        ))}
      </ul>
      <TroubleText {...common} />
      <p className="quiet">{t("entry.person.missing")}</p>
    </section>
  );
}

const letterOf = ({ name, initial }: Choice) => name ?? initial;

function Birth({ entry: { person, from }, deeds, pieces: { MainButton, Title, TroubleText }, ...common }: At<"birth">) {
  const { words, trouble } = common;
  const { t } = words;
  return (
    <section className="card" key="birth">
      <Title>{t("entry.birth.title", { letter: letterOf(person) })}</Title>
      <p>{t("entry.birth.text")}</p>
      <Form name="birth" onSend={deeds.prove}>
        <label htmlFor="birth">{t("entry.birth.label")}</label>
        <input id="birth" name="birth" type="date" autoComplete="off" max={new Date().toISOString().slice(0, 10)} aria-describedby="trouble" aria-invalid={!!trouble} />
        <TroubleText {...common} />
        <MainButton {...common}>{t("entry.birth.open")}</MainButton>
      </Form>
      <Plain onClick={() => deeds.goTo(from)}>{t("entry.birth.other")}</Plain>
    </section>
  );
}

/** The step that somebody is at who comes back by number. */
export function EntryView({ entry, ...common }: Parameters<EntryScreen["View"]>[0]) {
  switch (entry.step) {
    case "number":
      return <Number {...common} entry={entry} />;
    case "code":
      return <Code {...common} entry={entry} />;
    case "person":
      return <Person {...common} entry={entry} />;
    case "birth":
      return <Birth {...common} entry={entry} />;
  }
}
