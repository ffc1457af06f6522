import { call } from "../../api/client";
import type { components } from "../../api/schema";
import { formatDate } from "../../shared/format";
import type { Language, TextKey } from "../../shared/words";
import * as urls from "../../urls";
import { Lead } from "./lead";
import type { Chart, Common, PartModule } from "./state";
import { Button, TroubleText } from "./views";

type Consent = components["schemas"]["Consent"];

/** What has just been changed. */
type Said = "choices.said.sharingOn" | "choices.said.sharingOff" | "choices.said.emailOn" | "choices.said.emailOff" | "choices.said.language";

interface Acts {
  sharing(wanted: boolean): void;
  email(wanted: boolean): void;
  language(wanted: Language): void;
}

/** What the patient allows. To withdraw it takes one tap, as to give it. */
export const open: PartModule["open"] = async (page, person) => {
  const answer = await call("get", urls.consent);
  if (!answer.ok) return answer;
  let consent: Consent = answer.data;
  let said: Said | undefined;
  let shownIn: Language = consent.language;
  const change = (wish: { sharing: boolean } | { email: boolean }, done: Said) =>
    page.doing(async () => {
      said = undefined;
      const changed = await call("put", urls.consent, { ...wish, language: shownIn });
      if (!changed.ok) return page.fail(changed);
      consent = changed.data;
      said = done;
      return page.update({});
    });
  const acts: Acts = {
    sharing: (sharing) => change({ sharing }, sharing ? "choices.said.sharingOn" : "choices.said.sharingOff"),
    email: (email) => change({ email }, email ? "choices.said.emailOn" : "choices.said.emailOff"),
    language: (language) =>
      page.doing(async () => {
        said = undefined;
        const before = consent;
        consent = { ...consent, language };
        page.update({}); // the tapped one stays marked meanwhile
        const changed = await call("put", urls.personLanguage, { language });
        if (changed.ok) said = "choices.said.language";
        else consent = before;
        return changed.ok ? page.update({}) : page.fail(changed);
      }),
  };
  return (common) => {
    shownIn = common.words.language;
    return <Choices {...common} person={person} consent={consent} said={said} acts={acts} />;
  };
};

const languages: readonly { language: Language; name: string }[] = [
  { language: "en", name: "English" },
  { language: "hi", name: "हिन्दी" },
];

function Choices({ person, consent, said, acts, ...common }: Common & { person: Chart["person"]; consent: Consent; said: Said | undefined; acts: Acts }) {
  const { words, busy } = common;
  const { t, language } = words;
  const { sharing, optedOutAt, email, notices, practice } = consent;
  const { title, sections } = notices[language];
  return (
    <>
      <Lead person={person} words={words} title={t("chart.menu.choices")} />
      <div role="status">{said && <p className="note">{t(said, { practice: practice.name })}</p>}</div>
      <TroubleText {...common} />
      <section className="card" aria-labelledby="sharing">
        <h2 id="sharing">{t("choices.sharing.title")}</h2>
        <p>
          {sharing ? t("choices.sharing.on", { practice: practice.name }) : t("choices.sharing.off", { practice: practice.name })}
          {!sharing && optedOutAt && " " + t("choices.sharing.since", { date: formatDate(language, optedOutAt) })}
        </p>
        <p className="quiet">{t("choices.sharing.anyway")}</p>
        <Button {...common} className="second" onClick={() => acts.sharing(!sharing)}>
          {t(sharing ? "choices.sharing.stop" : "choices.sharing.start")}
        </Button>
      </section>
      <section className="card" aria-labelledby="emails">
        <h2 id="emails">{t("choices.email.title")}</h2>
        <p>{t(`choices.email.${email}` as TextKey)}</p>
        {(email === "on" || email === "off") && (
          <Button {...common} className="second" onClick={() => acts.email(email === "off")}>
            {t(email === "on" ? "choices.email.stop" : "choices.email.start")}
          </Button>
        )}
      </section>
      <fieldset className="card">
        <legend>
          <h2>{t("choices.language.title")}</h2>
        </legend>
        <p className="quiet" id="language-text">
          {t("choices.language.text")}
        </p>
        {languages.map((one) => (
          <label key={one.language} className="check" lang={one.language}>
            <input type="radio" name="language" aria-describedby="language-text" aria-disabled={busy} checked={consent.language === one.language} onChange={() => acts.language(one.language)} />
            {one.name}
          </label>
        ))}
      </fieldset>
      <section className="card notice" aria-labelledby="notice">
        <h2 id="notice">{title}</h2>
        {sections.map(({ heading, text }) => (
          <div key={heading}>
            <h3>{heading}</h3>
            <p>{text}</p>
          </div>
        ))}
      </section>
    </>
  );
}
