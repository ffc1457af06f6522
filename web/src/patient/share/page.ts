import { call, type Result } from "../../api/client";
import { digitsOf } from "../../shared/digits";
import { chosenLanguage, firstLanguage } from "../../shared/language";
import type { TextKey, Words } from "../../shared/words";
import * as urls from "../../urls";
import { keepReading, keepSentCode, sentCode, takeToken, wasReading } from "./memory";
import { hasView, loadRecordViews, type RecordViews } from "./record-views";
import type { Actions, Inside, LinkPage, Screen, SharedRecords, State, Trouble } from "./state";
import { loadWords } from "./texts";

type More = typeof import("./more");

/** What is drawn: the state, the words to say it in, and the views that had to be loaded for it. */
export interface Drawing {
  state: State;
  words: Words;
  views: RecordViews;
  more: More | undefined;
}

/**
 * Runs the patient's page: fetches, decides what to show and has it drawn. `lost` is called when
 * not even the page's own files can be had; a new start is then all that helps.
 *
 * It is one closure and not a class because names inside a closure are minified, and the patient
 * pays for every byte before the first record.
 */
export function runSharePage(draw: (drawing: Drawing, moved: boolean, actions: Actions) => void, lost: () => void): void {
  const token = takeToken();
  let state: State | undefined;
  let words: Words;
  let views: RecordViews = {};
  let more: More | undefined;
  let timer: ReturnType<typeof setTimeout>;

  const redraw = (moved: boolean) => state && draw({ state, words, views, more }, moved, actions);

  const update = (change: Partial<State>) => {
    if (!state) return;
    state = { ...state, ...change };
    redraw(false);
  };

  const carefully = async (act: () => unknown) => {
    try {
      await act();
    } catch {
      // A part of the page could not be loaded.
      if (state) update({ trouble: { text: "error.offline" } });
      else lost();
    }
  };

  /** Does one thing at a time; a second tap meanwhile does nothing. */
  const doing = async (act: (screen: Screen) => unknown) => {
    if (!state || state.busy) return;
    const { screen } = state;
    update({ busy: true, trouble: undefined });
    await carefully(() => act(screen));
    update({ busy: false });
  };

  const needMore = async () => {
    const [loaded, spoken] = await Promise.all([import("./more"), loadWords(words.language, "more")]);
    words = spoken;
    return (more = loaded);
  };

  const needRecordViews = async ({ records }: SharedRecords) => {
    const types = records.map(({ type }) => type).filter(hasView);
    const shown = records.filter(({ content }) => content).map(({ type }) => type).filter(hasView);
    const remarkable = records.length > 3 || shown.length < records.length || records.some(({ corrected }) => corrected);
    [views, words] = await Promise.all([
      loadRecordViews(shown),
      loadWords(words.language, ...types, ...(remarkable ? ["more" as const] : [])),
      remarkable && import("./more").then((loaded) => (more = loaded)),
    ]);
  };

  /** Finds out where the patient is: still reading, or before a link that is open or has ended. */
  const find = async (again = false): Promise<Screen | undefined> => {
    if (wasReading()) {
      const answer = await call("get", urls.sharedRecords);
      if (answer.ok) return { at: "records", shared: answer.data };
      if (![401, 404, 410].includes(answer.status)) return undefined;
      keepReading();
      again = true;
    }
    if (!token) return token === undefined ? { at: "home", again } : { at: "missing" };
    const answer = await call("post", urls.openShareLink, { token });
    if (!answer.ok) return answer.status === 404 || answer.status === 422 ? { at: "missing" } : undefined;
    const page = answer.data;
    if (page.state !== "open") return { at: "ended", page };
    const sent = sentCode(Date.now());
    return sent ? { at: "code", page, sent } : { at: "link", page, again };
  };

  const reopen = async (again?: boolean) => {
    const found = await find(again);
    if (found) await show(found);
    else update({ trouble: { text: "error.offline" } });
  };

  /** A wait for a new code counts down. */
  const watch = (screen: Screen) => {
    clearTimeout(timer);
    if (screen.at === "code" && screen.sent.resendAt > Date.now()) {
      timer = setTimeout(() => {
        redraw(false);
        watch(screen);
      }, 1000);
    }
  };

  /** Draws a screen once all that it needs is here. */
  const show = async (screen: Screen) => {
    const told = toldIn(screen);
    if (told && told.language !== words.language && !chosenLanguage()) words = await loadWords(told.language);
    if (screen.at === "records") await needRecordViews(screen.shared);
    else if ((screen.at !== "link" && screen.at !== "code") || screen.page.optedOut) screen = await (await needMore()).complete(inside, screen);
    state = { screen, messages: told?.optedOut ? "stopped" : "folded", busy: false };
    redraw(true);
    watch(screen);
    if (screen.at === "records") {
      (await needMore()).guard(inside, screen.shared);
      update({});
    }
  };

  const fail = async (answer: Result<unknown> & { ok: false }) => {
    if (answer.code.startsWith("share_link_")) await reopen();
    else update({ trouble: troubleOf(answer) });
  };

  const inside: Inside = {
    token: token ?? "",
    show,
    update,
    fail,
    reopen: (again) => carefully(() => reopen(again)),
    speak: async (language = words.language, ...parts) => {
      words = await loadWords(language, ...parts);
      update({});
    },
  };

  const actions: Actions = {
    linked: !!token,
    sendCode: () =>
      void doing(async (screen) => {
        if (screen.at !== "link" && screen.at !== "code") return;
        const answer = await call("post", urls.shareCodes, { token: inside.token });
        if (!answer.ok) return fail(answer);
        const { phoneHint: hint, expiresInSeconds, resendInSeconds } = answer.data;
        const now = Date.now();
        const sent = {
          hint,
          minutes: Math.round(expiresInSeconds / 60),
          expiresAt: now + expiresInSeconds * 1000,
          resendAt: now + resendInSeconds * 1000,
        };
        keepSentCode(sent);
        await show({ at: "code", page: screen.page, sent });
      }),
    openWith: (typed) =>
      void doing(async () => {
        const code = digitsOf(typed);
        if (code.length !== 6) return update({ trouble: { text: "error.code_short" } });
        const answer = await call("post", urls.verifyShareCode, { token: inside.token, code });
        if (!answer.ok) return fail(answer);
        keepSentCode(undefined);
        keepReading(answer.data.expiresAt);
        await show({ at: "records", shared: answer.data });
      }),
    download: (id) => void doing(async () => (await needMore()).download(inside, id)),
    do: (name) => void doing(async (screen) => (await needMore()).others[name](inside, screen)),
  };

  // The first screen. It asks what the link is; it sends no code and changes nothing.
  void carefully(async () => {
    const [spoken, found] = await Promise.all([loadWords(firstLanguage(), "core"), find()]);
    words = spoken;
    if (found) await show(found);
    else lost();
  });
}

/** What the server told of the patient, on the screens where it did. */
function toldIn(screen: Screen): Pick<LinkPage, "language" | "optedOut"> | undefined {
  if (screen.at === "records") return screen.shared;
  return "page" in screen && "language" in screen.page ? screen.page : undefined;
}

const known: readonly TextKey[] = ["error.code_wrong", "error.code_too_soon", "error.code_too_many", "error.too_many_requests", "error.offline"];

/** The text for a problem's code; what we have no words for is our own mistake. */
export function troubleOf({ code, retryAfterSeconds = 60 }: Result<unknown> & { ok: false }): Trouble {
  return {
    text: known.find((key) => key === `error.${code}`) ?? "error.internal",
    values: { seconds: retryAfterSeconds, minutes: Math.ceil(retryAfterSeconds / 60) },
  };
}
