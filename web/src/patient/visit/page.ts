import { call, type Result } from "../../api/client";
import type { Call, CallView } from "../../call/call";
import type { Media } from "../../call/media";
import type { Over } from "../../call/signalling";
import { chosenLanguage, firstLanguage, keepLanguage } from "../../shared/language";
import { loadTexts } from "../../shared/load-texts";
import { newWords, type Language, type TextKey, type Words } from "../../shared/words";
import * as urls from "../../urls";
import { keepName, keptName, takeToken } from "./memory";
import type { Actions, Room, Screen, State, Trouble, VisitPage } from "./state";

/** The longest that a browser's timer can wait. */
const longestMilliseconds = 2 ** 31 - 1;

/** What is drawn: the state, the words to say it in, and the views of a call once they are here. */
export interface Drawing {
  state: State;
  words: Words;
  room: Room | undefined;
}

/**
 * Runs the page behind a video call's link: fetches, decides what to show and has it drawn. `lost`
 * is called when not even the page's own texts can be had.
 */
export function runVisitPage(draw: (drawing: Drawing, moved: boolean, actions: Actions) => void, lost: () => void): void {
  const token = takeToken();
  let state: State | undefined;
  let words: Words;
  let room: Room | undefined;
  let media: Media | undefined;
  let inCall: Call | undefined;
  let sleep: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout>;

  const speak = async (language: Language) => {
    words = newWords(language, await loadTexts(language, "call"));
  };

  const needRoom = async () => (room ??= await import("./room"));

  const update = (change: Partial<State>) => {
    if (!state) return;
    state = { ...state, ...change };
    draw({ state, words, room }, false, actions);
  };

  const show = async (screen: Screen) => {
    clearTimeout(timer);
    if ("page" in screen && screen.page.language !== words.language && !chosenLanguage()) await speak(screen.page.language);
    state = { screen, busy: false };
    draw({ state, words, room }, true, actions);
    // So that nothing has to be loaded once it is tapped; without a connection that tries again.
    if (screen.at === "ready" || screen.at === "early") needRoom().catch(() => undefined);
    if (screen.at === "early") {
      const wait = Date.parse(screen.page.opensAt) - Date.parse(screen.page.serverTime);
      timer = setTimeout(() => void reopen(), Math.min(Math.max(wait, 1000), longestMilliseconds));
    }
  };

  /** Does one thing at a time; a second tap meanwhile does nothing. */
  const doing = async (act: (screen: Screen) => Promise<unknown>) => {
    if (!state || state.busy) return;
    update({ busy: true, trouble: undefined });
    try {
      await act(state.screen);
    } catch {
      update({ trouble: { text: "call.error.offline" } }); // a part of the page could not be loaded
    }
    update({ busy: false });
  };

  const find = async (): Promise<Screen | undefined> => {
    if (!token) return { at: "lost", token: false };
    const answer = await call("post", urls.openVisitLink, { token });
    if (!answer.ok) return answer.status === 404 || answer.status === 422 ? { at: "lost", token: true } : undefined;
    const page = answer.data;
    return { at: page.state === "early" ? "early" : page.state === "ended" ? "closed" : "ready", page };
  };

  const reopen = async () => {
    const found = await find();
    if (found) await show(found);
    else update({ trouble: { text: "call.error.offline" } });
  };

  /** Asks the browser for the camera and the microphone, which may ask the patient. */
  const lookInMirror = async (page: VisitPage) => {
    const { openMedia } = await needRoom();
    await show({ at: "asking", page });
    media?.stop();
    const opened = (media = await openMedia(() => {
      inCall?.mediaChanged();
      update({});
    }));
    return opened;
  };

  const over = (page: VisitPage, why: Over) => {
    inCall = media = undefined;
    sleep?.();
    keepName(undefined);
    void show({ at: "over", page, why });
  };

  const enter = async (page: VisitPage, opened: Media, name: string): Promise<Trouble | undefined> => {
    if (!token || !room) return undefined;
    const answer = await call("post", urls.joinVisitLobby, { token, name });
    if (!answer.ok) {
      if (answer.code !== "visit_ended" && answer.status !== 404) return troubleOf(answer);
      opened.stop();
      await reopen();
      return undefined;
    }
    keepName(name);
    tabs?.postMessage(0);
    const changed = (view: CallView) => {
      if (view.over) over(page, view.over);
      else if (state?.screen.at === "call") update({ screen: { ...state.screen, view } });
    };
    inCall = room.startCall({ signalling: room.guestSignalling(), media: opened, changed });
    sleep = room.keepAwake();
    await show({ at: "call", page, media: opened, view: inCall.view });
    return undefined;
  };

  const actions: Actions = {
    speak: (language) =>
      void doing(async () => {
        await speak(language);
        keepLanguage(language);
      }),
    reopen: () => void doing(reopen),
    openCamera: () =>
      void doing(async (screen) => {
        if (!("page" in screen)) return;
        const opened = await lookInMirror(screen.page);
        await show({ at: "mirror", page: screen.page, media: opened });
      }),
    askToComeIn: (typed) =>
      void doing(async (screen) => {
        if (screen.at !== "mirror") return;
        const name = typed.trim().replace(/\s+/g, " ");
        const trouble: Trouble | undefined = name ? await enter(screen.page, screen.media, name) : { text: "call.error.name" };
        if (trouble) update({ trouble });
      }),
    toggleMicrophone: () => void media?.toggleMicrophone(),
    toggleCamera: () => void media?.toggleCamera(),
    switchCamera: () => void media?.switchCamera(),
    leave: () => inCall?.leave(),
    renew: (contact) =>
      void doing(async (screen) => {
        const typed = contact?.trim() ?? "";
        if (contact !== undefined && !typed) return update({ trouble: { text: "call.error.contact" } });
        const body = contact === undefined ? { token: token ?? "" } : typed.includes("@") ? { email: typed } : { phone: typed };
        const answer = await call("post", urls.renewVisitLink, body);
        if (!answer.ok) return update({ trouble: answer.status === 422 ? { text: "call.error.contact" } : troubleOf(answer) });
        if (screen.at === "lost" || screen.at === "closed") update({ screen: { ...screen, asked: true } });
      }),
  };

  // All tabs share one seat: where another has taken one in its own call, this one's camera must not go there.
  const tabs = globalThis.BroadcastChannel && new BroadcastChannel("visit");
  if (tabs) {
    tabs.onmessage = () => {
      if (!inCall) return;
      keepName(undefined);
      location.reload();
    };
  }

  // A page that a browser kept while it was away has no camera and no call any more.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

  void (async () => {
    try {
      const [, found] = await Promise.all([speak(firstLanguage()), find()]);
      if (!found) return lost();
      if (found.at !== "ready") keepName(undefined);
      const name = keptName();
      if (found.at !== "ready" || !name) return await show(found);
      // The page was reloaded in the lobby or the room: back to where it was.
      const opened = await lookInMirror(found.page);
      const trouble = await enter(found.page, opened, name);
      if (trouble) {
        await show({ at: "mirror", page: found.page, media: opened });
        update({ trouble });
      }
    } catch {
      lost();
    }
  })();
}

const known: readonly TextKey[] = ["call.error.lobby_full", "call.error.offline", "call.error.too_many_requests", "call.error.visit_early"];

/** The text for a problem's code; what we have no words for is our own mistake. */
function troubleOf({ code, status, retryAfterSeconds = 60 }: Result<unknown> & { ok: false }): Trouble {
  if (status === 422) return { text: "call.error.name" };
  const text = status === 429 ? "call.error.too_many_requests" : known.find((key) => key === `call.error.${code}`);
  return { text: text ?? "call.error.internal", values: { minutes: Math.ceil(retryAfterSeconds / 60) } };
}
