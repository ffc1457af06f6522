import type { Fault, Faults, Message } from "./api";
import { splitLinks } from "./links";

export interface OutboxState {
  messages: Message[];
  faults: Faults | undefined;
  /** The recipient whose messages are shown; empty for everybody's. */
  to: string;
  reachable: boolean;
}

interface Props {
  state: OutboxState;
  onFilter(to: string): void;
  onClear(): void;
  onFaults(faults: Faults): void;
}

/** What can be made to go wrong, in words. */
const modes: Record<keyof Faults, Record<string, string>> = {
  sms: {
    none: "arrives",
    fail: "is accepted, then not delivered",
    throttle: "is throttled",
    refuse: "is refused",
    optedOut: "is refused: number opted out",
    timeout: "is sent, the answer gets lost",
    error: "meets a server error",
  },
  email: {
    none: "arrives",
    bounce: "is accepted, then bounces",
    complaint: "is marked as spam",
    throttle: "is throttled",
    refuse: "is refused",
    timeout: "is sent, the answer gets lost",
    error: "meets a server error",
  },
};

const time = (at: string) => new Intl.DateTimeFormat("en-IN", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }).format(new Date(at));

function State({ state }: { state: string }) {
  return <span className={`state ${state}`}>{state}</span>;
}

/** The attributes of an SMS that carriers in India look at, without AWS's long prefix. */
function Attributes({ attributes = {} }: { attributes: Message["attributes"] | undefined }) {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return null;
  return (
    <dl className="attributes">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name.replace(/^AWS\.(SNS\.SMS|MM\.SMS)\./, "")}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Sms({ message }: { message: Message }) {
  const { segments = 1, encoding, attributes } = message;
  return (
    <article className="phone" aria-label={`SMS to ${message.to}`}>
      <header>
        <b>{message.from}</b>
        <span>to {message.to}</span>
      </header>
      <p className="bubble">
        {splitLinks(message.body ?? "", location.origin).map(({ text, href }, i) =>
          href ? (
            <a key={i} href={href} target="_blank" rel="noreferrer">
              {text}
            </a>
          ) : (
            text
          ),
        )}
      </p>
      <footer>
        <time dateTime={message.at}>{time(message.at)}</time>
        <span className={segments > 1 ? "warn" : ""}>
          {segments} {segments === 1 ? "segment" : "segments"}
          {encoding && `, ${encoding}`}
        </span>
        <State state={message.state} />
      </footer>
      <Attributes attributes={attributes} />
    </article>
  );
}

/** The e-mail's HTML cannot run scripts, reach this page or load anything from elsewhere. */
const frame = (html: string) =>
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><base target="_blank">${html}`;

/** The frame's own policy and its sandbox make the text harmless; Chromium wants that vouched for (Trusted Types). */
const policy = (globalThis as Vouching).trustedTypes?.createPolicy("chartshare", { createHTML: (html) => html });
const vouched = (html: string) => policy?.createHTML(html) ?? html;

/** What TypeScript's library knows nothing of yet. */
interface Vouching {
  trustedTypes?: { createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): string } };
}

function Email({ message }: { message: Message }) {
  const headers = Object.entries(message.headers ?? {});
  return (
    <article className="mail" aria-label={`E-mail to ${message.to}`}>
      <header>
        <h2>{message.subject}</h2>
        <p>
          {message.from} to <b>{message.to}</b>
        </p>
        <p>
          <time dateTime={message.at}>{time(message.at)}</time> <State state={message.state} />
        </p>
      </header>
      {message.html && (
        <iframe title={message.subject ?? "E-mail"} sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc={vouched(frame(message.html))} />
      )}
      <details open={!message.html}>
        <summary>As text</summary>
        <pre tabIndex={0}>
          {splitLinks(message.text ?? "", location.origin).map(({ text, href }, i) =>
            href ? (
              <a key={i} href={href} target="_blank" rel="noreferrer">
                {text}
              </a>
            ) : (
              text
            ),
          )}
        </pre>
      </details>
      {headers.length > 0 && (
        <details>
          <summary>Headers</summary>
          <pre tabIndex={0}>{headers.map(([name, value]) => `${name}: ${value}`).join("\n")}</pre>
        </details>
      )}
    </article>
  );
}

function FaultChoice({ kind, label, faults, onFaults }: { kind: keyof Faults; label: string; faults: Faults; onFaults: Props["onFaults"] }) {
  const fault = faults[kind];
  const change = (next: Partial<Fault>) => onFaults({ ...faults, [kind]: { ...fault, ...next } });
  return (
    <div className={fault.mode === "none" ? "fault" : "fault on"}>
      <label>
        {label}
        <select value={fault.mode} onChange={(event) => change({ mode: event.currentTarget.value })}>
          {Object.entries(modes[kind]).map(([mode, words]) => (
            <option key={mode} value={mode}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {fault.mode !== "none" && (
        <label>
          how often
          <select value={String(fault.count)} onChange={(event) => change({ count: Number(event.currentTarget.value) })}>
            <option value="0">always</option>
            {[...new Set([1, 2, 3, 5, ...(fault.count ? [fault.count] : [])])].map((n) => (
              <option key={n} value={String(n)}>
                {n === 1 ? "once" : `${n} times`}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

export function Outbox({ state, onFilter, onClear, onFaults }: Props) {
  const { messages, faults, to, reachable } = state;
  const recipients = [...new Set(messages.map((message) => message.to))].sort();
  const shown = messages.filter((message) => !to || message.to === to);
  return (
    <>
      <header className="top">
        <h1>Outbox</h1>
        <p>What Chartshare has sent on this machine. Nothing leaves it.</p>
      </header>
      <section className="bar" aria-label="What is shown and what goes wrong">
        <label>
          Show
          <select value={to} onChange={(event) => onFilter(event.currentTarget.value)}>
            <option value="">everybody’s messages</option>
            {recipients.map((recipient) => (
              <option key={recipient} value={recipient}>
                {recipient}
              </option>
            ))}
          </select>
        </label>
        {faults && <FaultChoice kind="sms" label="The next SMS" faults={faults} onFaults={onFaults} />}
        {faults && <FaultChoice kind="email" label="The next e-mail" faults={faults} onFaults={onFaults} />}
        <button type="button" onClick={onClear} disabled={messages.length === 0}>
          Clear
        </button>
      </section>
      <p className="status" role="status">
        {!reachable
          ? "The local cloud does not answer. Is it running?"
          : messages.length > 0 && `${shown.length} ${shown.length === 1 ? "message" : "messages"}, newest first`}
      </p>
      <main>
        {shown.map((message) => (message.kind === "sms" ? <Sms key={message.seq} message={message} /> : <Email key={message.seq} message={message} />))}
        {reachable && messages.length === 0 && (
          <section className="empty">
            <h2>Nothing was sent yet</h2>
            <p>Save a record and the SMS shows here: for a patient with a verified phone number, shared at once.</p>
            <p>
              Register a practice and its e-mail shows here too. <code>make demo</code> does both.
            </p>
          </section>
        )}
      </main>
    </>
  );
}
