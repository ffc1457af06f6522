import type { ComponentChildren } from "preact";
import { Section } from "../../records/Section";
import type { SharedRecord } from "../../records/content";
import { formatDate, formatMoment, formatTime } from "../../shared/format";
import type { Words } from "../../shared/words";
import type { Drawing } from "./page";
import { hasView, type RecordView } from "./record-views";
import type { Actions, LinkPage, Messages, SentCode, SharedRecords, Trouble } from "./state";

/** What every view gets besides its own data. */
export interface Common {
  words: Words;
  busy: boolean;
  trouble: Trouble | undefined;
  actions: Actions;
}

/** What every part of a record's card gets. */
export interface InRecord {
  record: SharedRecord;
  shared: SharedRecords;
  words: Words;
}

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

/** The one thing to do on a screen. */
export function MainButton({ words, busy, onClick, children }: Pick<Common, "words" | "busy"> & { onClick?: () => void; children: ComponentChildren }) {
  return (
    <button type={onClick ? "button" : "submit"} className="main" aria-disabled={busy} onClick={onClick}>
      {busy ? words.t("wait") : children}
    </button>
  );
}

/** "•• 210" in one piece, whatever the width of the screen. */
const unbroken = (text = "") => text.replace(/ /g, "\u00a0");

function LinkScreen({ page, again, ...common }: Common & { page: LinkPage; again?: boolean | undefined }) {
  const { words, actions } = common;
  const { t, language } = words;
  return (
    <section className="card">
      <p className="for">{t("link.for", { person: page.person })}</p>
      <Title>{t("link.title", { practice: page.practice.name })}</Title>
      {again && <p className="note">{t("link.again")}</p>}
      <p>{t("link.text", { phone: unbroken(page.phoneHint) })}</p>
      <MainButton {...common} onClick={() => actions.sendCode()}>
        {t("link.send")}
      </MainButton>
      <TroubleText {...common} />
      {page.expiresAt && <p className="quiet">{t("link.until", { date: formatMoment(language, page.expiresAt) })}</p>}
    </section>
  );
}

function CodeScreen({ sent, ...common }: Common & { sent: SentCode }) {
  const { words, trouble, busy, actions } = common;
  const { t } = words;
  const seconds = Math.ceil((sent.resendAt - Date.now()) / 1000);
  return (
    <section className="card">
      <Title>{t("code.title")}</Title>
      <p>{t("code.text", { phone: unbroken(sent.hint), minutes: sent.minutes })}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          actions.openWith(String(new FormData(event.currentTarget).get("code")));
        }}
      >
        <label for="code">{t("code.label")}</label>
        <input id="code" name="code" autocomplete="one-time-code" inputMode="numeric" aria-describedby="trouble" aria-invalid={!!trouble} />
        <TroubleText {...common} />
        <MainButton {...common}>{t("code.open")}</MainButton>
      </form>
      {seconds > 0 ? (
        <p className="quiet">{t("code.wait", { seconds })}</p>
      ) : (
        <button type="button" className="plain" aria-disabled={busy} onClick={() => actions.sendCode()}>
          {t("code.resend")}
        </button>
      )}
    </section>
  );
}

/** What a record is called. */
export const nameOf = ({ t }: Words, { type }: SharedRecord) => t(hasView(type) ? `type.${type}` : "rare.unnamed");

function RecordCard({ view: View, more, ...props }: Common & InRecord & { view: RecordView | undefined; more: Drawing["more"] }) {
  const { record, words } = props;
  const { t, language } = words;
  const { id, content, withdrawn } = record;
  const readable = View && content;
  return (
    <article className={readable ? "card record" : "card screen"} aria-labelledby={id}>
      {more && readable && <more.Letterhead {...props} />}
      <header>
        <h2 id={id} tabIndex={-1}>
          {nameOf(words, record)}
        </h2>
        <p className="quiet">
          {formatDate(language, record.effectiveAt)}
          {record.authorName && " · " + t("record.by", { author: record.authorName })}
        </p>
      </header>
      {more && <more.Remark {...props} />}
      {readable ? (
        <View content={content as never} words={words} />
      ) : (
        <Section title={t(withdrawn ? "withdrawn.title" : "rare.notShown")} lines={[[t(withdrawn ? "withdrawn.text" : "rare.unknown", { practice: props.shared.practice.name })]]} />
      )}
      {more && readable && <more.Issued {...props} />}
      {more && readable && record.attachments && <more.Attachments {...props} files={record.attachments} />}
    </article>
  );
}

function RecordsScreen({ shared, views, more, ...common }: Common & { shared: SharedRecords; views: Drawing["views"]; more: Drawing["more"] }) {
  const { words } = common;
  const { t, language } = words;
  const { records } = shared;
  return (
    <>
      <div className="lead screen">
        <Title>{t("records.title")}</Title>
        <p>{t("records.from", { practice: shared.practice.name, person: shared.person })}</p>
        <p className="quiet">{t("records.until", { time: formatTime(language, shared.expiresAt) })}</p>
      </div>
      {records.length === 0 && <p className="card">{t("records.none")}</p>}
      {more && records.length > 3 && <more.Contents shared={shared} words={words} />}
      {records.map((record) => (
        <RecordCard key={record.id} {...common} record={record} shared={shared} view={views[record.type]} more={more} />
      ))}
    </>
  );
}

/** The quiet end of a page: not me, and what becomes of the messages. */
function Foot({ more, page, messages, ...common }: Common & { more: Drawing["more"]; page: Pick<LinkPage, "practice">; messages: Messages }) {
  const { actions } = common;
  const { t } = common.words;
  return (
    <footer className="foot">
      {more && messages !== "folded" ? (
        <more.MessagesPanel {...common} practice={page.practice.name} messages={messages} />
      ) : (
        <button type="button" className="plain" id="stop" onClick={() => actions.do("askMessages")}>
          {t("foot.stop")}
        </button>
      )}
      <button type="button" className="plain" onClick={() => actions.do("askNotMe")}>
        {t("foot.notMe")}
      </button>
    </footer>
  );
}

export function App({ drawing, actions }: { drawing: Drawing; actions: Actions }) {
  const { state, words, views, more } = drawing;
  const { screen } = state;
  const common: Common = { words, busy: state.busy, trouble: state.trouble, actions };
  const foot = (page: Pick<LinkPage, "practice">) => <Foot {...common} more={more} page={page} messages={state.messages} />;
  return (
    <div id="app">
      <header className="top">
        <span className="brand">Chartshare</span>
        <button type="button" className="plain" lang={words.language === "en" ? "hi" : "en"} onClick={() => actions.do(words.language === "en" ? "hindi" : "english")}>
          {words.language === "en" ? "हिन्दी" : "English"}
        </button>
      </header>
      {/* A new screen is a new element: focus moves to its heading, and screen readers tell it. */}
      <main key={screen.at}>
        {screen.at === "link" ? (
          <LinkScreen {...common} page={screen.page} again={screen.again} />
        ) : screen.at === "code" ? (
          <CodeScreen {...common} sent={screen.sent} />
        ) : screen.at === "records" ? (
          <>
            <RecordsScreen {...common} shared={screen.shared} views={views} more={more} />
            {more && <more.RecordActions {...common} />}
          </>
        ) : (
          more && <more.OtherScreen {...common} screen={screen} />
        )}
        {"page" in screen && screen.at !== "notMe" && foot(screen.page)}
        {screen.at === "records" && actions.linked && foot(screen.shared)}
      </main>
    </div>
  );
}
