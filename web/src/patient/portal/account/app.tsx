import { call } from "../../../api/client";
import type { components } from "../../../api/schema";
import { digitsOf } from "../../../shared/digits";
import * as urls from "../../../urls";
import { Lead } from "../lead";
import { typedIn } from "../page";
import type { Common, PartView } from "../state";
import { Button, Form, TroubleText } from "../views";
import { showCodes } from "./codes";
import { AtDesk, proven, type Desk } from "./desk";

type Enrolment = components["schemas"]["AppEnrolment"];

/** A code as squares, each a unit wide. */
interface Squares {
  size: number;
  path: string;
}

async function squaresOf(text: string): Promise<Squares> {
  const { encode } = await import("uqr");
  const { data, size } = encode(text, { border: 2 });
  return { size, path: data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("") };
}

/** "JBSWY3DPEHPK3PXP" in groups of four, as it is typed. */
const grouped = (secret: string) => secret.replace(/(.{4})(?=.)/g, "$1 ");

/** Adds an app that shows codes. It counts once it has shown its first one. */
export function appScreen(desk: Desk): PartView {
  const { page } = desk;
  let enrolment: Enrolment | undefined;
  let squares: Squares | undefined;
  let copied = false;
  const begin = () =>
    page.doing(() =>
      proven(
        desk,
        "account.asking.app",
        () => call("post", urls.ownApp),
        async (data) => {
          enrolment = data;
          squares = await squaresOf(data.uri);
          page.update({});
          document.getElementById("install")?.focus();
        },
      ),
    );
  const confirm = (form: HTMLFormElement) =>
    page.doing(() => {
      const code = digitsOf(typedIn(form, "code"));
      if (code.length !== 6) return page.update({ trouble: { text: "chart.error.code_short" } });
      return proven(desk, "account.asking.app", () => call("post", urls.confirmApp, { code }), (factors) => showCodes(factors, "account.said.app"));
    });
  const copy = () =>
    page.doing(async () => {
      await navigator.clipboard.writeText(enrolment?.secret ?? "");
      copied = true;
    });
  return (common) => (
    <AtDesk {...common} desk={desk}>
      <Lead person={desk.person} words={common.words} back={{ to: "#account", text: common.words.t("account.back") }} title={common.words.t("account.app.title")} />
      {enrolment ? <Install {...common} enrolment={enrolment} squares={squares} copied={copied} copy={copy} confirm={confirm} /> : <Begin {...common} begin={begin} />}
    </AtDesk>
  );
}

function Begin({ begin, ...common }: Common & { begin: () => void }) {
  const { t } = common.words;
  return (
    <section className="card">
      <p>{t("account.app.text")}</p>
      <p>{t("account.app.which")}</p>
      <TroubleText {...common} />
      <Button {...common} onClick={begin}>
        {t("account.app.begin")}
      </Button>
    </section>
  );
}

interface Installing {
  enrolment: Enrolment;
  squares: Squares | undefined;
  copied: boolean;
  copy: () => void;
  confirm: (form: HTMLFormElement) => void;
}

function Install({ enrolment, squares, copied, copy, confirm, ...common }: Common & Installing) {
  const { words, trouble } = common;
  const { t } = words;
  return (
    <>
      <section className="card">
        <h2 id="install" tabIndex={-1}>
          {t("account.app.first")}
        </h2>
        <a className="button" href={enrolment.uri}>
          {t("account.app.here")}
        </a>
        <p>{t("account.app.typed")}</p>
        <p className="secret">
          <code>{grouped(enrolment.secret)}</code>
        </p>
        <button type="button" onClick={copy}>
          {t(copied ? "account.copied" : "account.copy")}
        </button>
        {squares && (
          <details>
            <summary>{t("account.app.other")}</summary>
            <p>{t("account.app.scan")}</p>
            <svg className="qr" viewBox={`0 0 ${squares.size} ${squares.size}`} role="img" aria-label={t("account.app.qr")}>
              <path d={squares.path} />
            </svg>
          </details>
        )}
      </section>
      <section className="card">
        <h2>{t("account.app.second")}</h2>
        <Form onSend={confirm}>
          <label htmlFor="code">{t("chart.factor.app.label")}</label>
          <input id="code" name="code" autoComplete="one-time-code" inputMode="numeric" aria-describedby="trouble" aria-invalid={!!trouble} />
          <TroubleText {...common} />
          <Button {...common}>{t("account.app.confirm")}</Button>
        </Form>
      </section>
    </>
  );
}
