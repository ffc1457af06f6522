import { call, type Result } from "../../api/client";
import { digitsOf } from "../../shared/digits";
import type { Language, TextKey } from "../../shared/words";
import * as urls from "../../urls";
import { forgetToken, keepReading } from "../share/memory";
import type { Inside, Trouble } from "../share/state";
import { keepEntry, keptEntry } from "./memory";
import type { Choice, Deeds, Entry, EntryScreen } from "./state";
import { EntryView } from "./views";

/**
 * The way back without a link: number, code, person, date of birth. What opens is shown as the
 * records of a share link are. Nothing is sent before a tap.
 */
export function enter(page: Inside, again = false): EntryScreen {
  let entry: Entry = keptEntry(Date.now()) ?? { step: "number", ...(again && { said: "link.again" }) };
  let busy = false;
  let timer: ReturnType<typeof setInterval> | undefined;

  const screen = (): EntryScreen => ({ at: "entry", entry, deeds, View: EntryView });

  const watch = () => {
    clearInterval(timer);
    if (entry.step !== "code") return;
    const { resendAt } = entry.asked;
    timer = setInterval(() => {
      page.update({});
      if (resendAt <= Date.now()) clearInterval(timer);
    }, 1000);
  };

  const goTo = (next: Entry): Promise<void> => {
    entry = next;
    keepEntry(entry);
    watch();
    return page.show(screen());
  };

  const doing = async (act: () => unknown): Promise<void> => {
    if (busy) return;
    busy = true;
    page.update({ busy, trouble: undefined });
    try {
      await act();
    } catch {
      page.update({ trouble: { text: "error.offline" } }); // a part of the page could not be loaded
    }
    busy = false;
    page.update({ busy });
  };

  const trouble = (told: Trouble) => {
    page.update({ trouble: told });
    document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  };

  const fail = (answer: Result<unknown> & { ok: false }): unknown => {
    // Ten minutes are over, or the code has opened somebody's records already.
    if (answer.status === 401 || answer.status === 404) return goTo({ step: "number", said: "entry.ended" });
    const text = known[answer.field ?? answer.code];
    return text ? trouble({ text }) : page.fail(answer);
  };

  const open = async (person: Choice, dateOfBirth: string): Promise<unknown> => {
    const answer = await call("post", urls.enteredPerson, { person: person.id, dateOfBirth });
    if (!answer.ok) return fail(answer);
    const { opened, persons } = answer.data;
    if (!opened) return goTo({ step: "person", persons, dateOfBirth, expiresAt: 0 });
    clearInterval(timer);
    keepEntry(undefined);
    forgetToken();
    keepReading(opened.expiresAt);
    return page.show({ at: "records", shared: opened });
  };

  const deeds: Deeds = {
    ask: (phone) =>
      void doing(async () => {
        if (!digitsOf(phone)) return trouble({ text: "entry.error.noNumber" });
        const answer = await call("post", urls.entryCodes, { phone, language: document.documentElement.lang as Language });
        if (!answer.ok) return fail(answer);
        const { expiresInSeconds, resendInSeconds } = answer.data;
        const now = Date.now();
        const asked = { phone, minutes: Math.round(expiresInSeconds / 60), expiresAt: now + expiresInSeconds * 1000, resendAt: now + resendInSeconds * 1000 };
        return goTo({ step: "code", asked });
      }),
    enter: (typed) =>
      void doing(async () => {
        if (entry.step !== "code") return;
        const code = digitsOf(typed);
        if (code.length !== 6) return trouble({ text: "error.code_short" });
        const answer = await call("post", urls.verifyEntryCode, { phone: entry.asked.phone, code });
        if (!answer.ok) return fail(answer);
        return goTo({ step: "person", persons: answer.data.persons, expiresAt: Date.parse(answer.data.expiresAt) });
      }),
    choose: (person) =>
      void doing(() => {
        if (entry.step !== "person") return;
        return entry.dateOfBirth ? open(person, entry.dateOfBirth) : goTo({ step: "birth", person, from: entry });
      }),
    prove: (dateOfBirth) =>
      void doing(() => {
        if (entry.step !== "birth") return;
        return dateOfBirth ? open(entry.person, dateOfBirth) : trouble({ text: "entry.error.noBirth" });
      }),
    goTo: (next) => void doing(() => goTo(next)),
  };

  watch();
  return screen();
}

const known: Readonly<Record<string, TextKey>> = {
  not_a_mobile_number: "entry.error.not_a_mobile_number",
  birth_date_wrong: "entry.error.birth_date_wrong",
  person_locked: "entry.error.person_locked",
};
