import type { ComponentChildren } from "preact";
import { call, type Result } from "../../../api/client";
import type { components } from "../../../api/schema";
import type { TextKey } from "../../../shared/words";
import * as urls from "../../../urls";
import { typedIn } from "../page";
import type { Chart, Common, Failed, Page } from "../state";
import { Button, Form, Plain, Title, TroubleText } from "../views";

export type Factors = components["schemas"]["Factors"];
export type Sessions = components["schemas"]["PortalSessions"]["items"];

/** What the screens of the account share. */
export interface Desk {
  page: Page;
  person: Chart["person"];
  /** An act that waits for the own password, and what it is. */
  asking?: { what: TextKey; goOn: () => unknown } | undefined;
}

/** Says in words of this part what was refused. */
export function refuse(page: Page, answer: Failed, words: Readonly<Record<string, TextKey>> = {}): unknown {
  const text = { sign_in_failed: "account.error.password" as TextKey, ...words }[answer.field ?? answer.code];
  return text ? page.update({ trouble: { text } }) : page.fail(answer);
}

/** Draws another step of the same screen, which is read out from its heading. */
export function turn(page: Page): void {
  page.update({ trouble: undefined, shown: false });
  scrollTo(0, 0);
  document.getElementById("title")?.focus({ preventScroll: true });
}

/** Does what asks for the own password; where that is too long ago, it is asked for, and the act goes on. */
export async function proven<T>(desk: Desk, what: TextKey, act: () => Promise<Result<T>>, done: (data: T) => unknown, words?: Readonly<Record<string, TextKey>>): Promise<unknown> {
  const answer = await act();
  if (answer.ok) return done(answer.data);
  if (answer.code !== "step_up_required") return refuse(desk.page, answer, words);
  desk.asking = { what, goOn: () => proven(desk, what, act, done, words) };
  return turn(desk.page);
}

const stepUp = (desk: Desk, form: HTMLFormElement) =>
  desk.page.doing(async () => {
    const password = typedIn(form, "current");
    if (!password) return desk.page.update({ trouble: { text: "portal.error.noPassword" } });
    const answer = await call("post", urls.portalStepUp, { password });
    if (!answer.ok) return refuse(desk.page, answer);
    const { asking } = desk;
    desk.asking = undefined;
    turn(desk.page);
    return asking?.goOn();
  });

/** The own password, asked for again in the place of what waits for it. */
function Asking({ desk, ...common }: Common & { desk: Desk }) {
  const { t } = common.words;
  return (
    <section className="card">
      <Title>{t("account.asking.title")}</Title>
      <p>{desk.asking && t(desk.asking.what)}</p>
      <Form onSend={(form) => stepUp(desk, form)}>
        <Secret {...common} name="current" label="portal.password" invalid={!!common.trouble} />
        <TroubleText {...common} />
        <Button {...common}>{t("chart.goOn")}</Button>
      </Form>
      <Plain
        onClick={() => {
          desk.asking = undefined;
          turn(desk.page);
        }}
      >
        {t("account.cancel")}
      </Plain>
    </section>
  );
}

/** A screen of the account, or in its place the question for the password. */
export const AtDesk = ({ desk, children, ...common }: Common & { desk: Desk; children: ComponentChildren }) => (desk.asking ? <Asking {...common} desk={desk} /> : <>{children}</>);

/** A password field; whether it is shown is asked once a form, below. */
export function Secret({ words, shown, name, label, fresh, invalid }: Common & { name: string; label: TextKey; fresh?: boolean; invalid: boolean }) {
  const { t } = words;
  return (
    <>
      <label htmlFor={name}>{t(label)}</label>
      {fresh && (
        <p className="quiet" id={`${name}-rule`}>
          {t("portal.rule")}
        </p>
      )}
      <input
        id={name}
        name={name}
        type={(shown ? "text" : "password") as "password"}
        autoComplete={fresh ? "new-password" : "current-password"}
        autoCapitalize="none"
        spellcheck={false}
        aria-describedby={fresh ? `${name}-rule trouble` : "trouble"}
        aria-invalid={invalid}
      />
    </>
  );
}
