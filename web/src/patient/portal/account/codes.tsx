import type { TextKey } from "../../../shared/words";
import { Lead } from "../lead";
import type { Common, PartView } from "../state";
import type { Desk, Factors } from "./desk";
import { overview } from "./overview-said";

/** New recovery codes, until they have been shown. */
let fresh: { codes: readonly string[]; done: TextKey } | undefined;

/** Shows the recovery codes that a change brought; without new ones it is told what was done. */
export function showCodes({ recoveryCodes }: Factors, done: TextKey): void {
  if (!recoveryCodes) return overview(done);
  fresh = { codes: recoveryCodes, done };
  location.replace("#account/codes");
}

/** New codes, once; undefined if there are none to show. */
export function codesScreen(desk: Desk): PartView | undefined {
  const shown = fresh;
  fresh = undefined;
  if (!shown) return undefined;
  let copied = false;
  const copy = () =>
    desk.page.doing(async () => {
      await navigator.clipboard.writeText(shown.codes.join("\n"));
      copied = true;
    });
  return (common) => <Codes {...common} desk={desk} codes={shown.codes} copied={copied} copy={copy} done={() => overview(shown.done)} />;
}

function Codes({ desk, codes, copied, copy, done, words }: Common & { desk: Desk; codes: readonly string[]; copied: boolean; copy: () => void; done: () => void }) {
  const { t } = words;
  return (
    <>
      <Lead person={desk.person} words={words} title={t("account.codes.title")} />
      <section className="card">
        <p>{t("account.codes.text")}</p>
        <ol className="codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <p className="note">{t("account.codes.once")}</p>
        <div className="pair screen">
          <button type="button" onClick={copy}>
            {t(copied ? "account.copied" : "account.copy")}
          </button>
          <button type="button" onClick={() => print()}>
            {t("account.codes.print")}
          </button>
        </div>
        <button type="button" className="main screen" onClick={done}>
          {t("account.codes.kept")}
        </button>
      </section>
    </>
  );
}
