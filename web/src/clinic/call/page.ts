import { call, type Result } from "../../api/client";
import { at, staffSignalling } from "../../call/api";
import { startCall, type Call, type CallView } from "../../call/call";
import { keepAwake } from "../../call/keep-awake";
import { openMedia, type Media } from "../../call/media";
import type { Over } from "../../call/signalling";
import { firstLanguage, keepLanguage } from "../../shared/language";
import { loadTexts } from "../../shared/load-texts";
import { newWords, type Language, type TextKey, type Words } from "../../shared/words";
import * as urls from "../../urls";
import { placeFrom } from "./place";
import type { Actions, Screen, State, Visit } from "./state";

/** Runs the page on which a member of the staff calls a patient. */
export function runCallPage(draw: (state: State, words: Words, moved: boolean, actions: Actions) => void, lost: () => void): void {
  const place = placeFrom(location.hash);
  let state: State | undefined;
  let words: Words;
  let media: Media | undefined;
  let inCall: Call | undefined;
  let sleep: (() => void) | undefined;

  const speak = async (language: Language) => {
    const [shared, own] = await Promise.all([loadTexts(language, "call"), loadTexts(language, "clinic-call")]);
    words = newWords(language, { ...shared, ...own });
  };

  const update = (change: Partial<State>) => {
    if (!state) return;
    state = { ...state, ...change };
    draw(state, words, false, actions);
  };

  const show = (screen: Screen) => {
    state = { screen, busy: false };
    draw(state, words, true, actions);
  };

  const find = async (): Promise<Screen> => {
    if (!place) return { at: "wrong", why: "address" };
    const [visit, patient] = await Promise.all([call("get", at(urls.visit, place)), call("get", at(urls.patient, place))]);
    for (const { ok, status } of [visit, patient].map((answer) => ({ ok: answer.ok, status: answer.ok ? 200 : answer.status }))) {
      if (!ok) return { at: "wrong", why: status === 401 ? "signedOut" : status === 404 || status === 403 ? "notFound" : "offline" };
    }
    if (!visit.ok || !patient.ok) return { at: "wrong", why: "offline" };
    return { at: "ready", visit: visit.data, patient: patient.data };
  };

  /** Does one thing at a time; a second press meanwhile does nothing. */
  const doing = async (act: (screen: Screen) => Promise<unknown>) => {
    if (!state || state.busy) return;
    update({ busy: true, trouble: undefined });
    try {
      await act(state.screen);
    } catch {
      update({ trouble: "call.error.offline" });
    }
    update({ busy: false });
  };

  const know = (visit: Visit) => {
    if (state && "visit" in state.screen) update({ screen: { ...state.screen, visit } });
  };

  const over = (why: Over) => {
    inCall = media = undefined;
    sleep?.();
    if (!state || !("visit" in state.screen)) return;
    const { visit, patient } = state.screen;
    show({ at: "over", visit, patient, why });
  };

  /** Something that is done to the room, and seen in it at once. */
  const inRoom = async (answer: Promise<Result<unknown>>) => {
    const came = await answer;
    if (!came.ok) update({ trouble: troubleOf(came) });
    inCall?.hurry();
  };

  const actions: Actions = {
    speak: (language) =>
      void doing(async () => {
        await speak(language);
        keepLanguage(language);
      }),
    reopen: () => void doing(async () => show(await find())),
    join: () =>
      void doing(async (screen) => {
        if ((screen.at !== "ready" && screen.at !== "over") || !place) return;
        const { visit, patient } = screen;
        const joined = await call("post", at(urls.joinVisit, place));
        if (!joined.ok) return update({ trouble: troubleOf(joined) });
        show({ at: "asking", visit, patient });
        const opened = (media = await openMedia(() => {
          inCall?.mediaChanged();
          update({});
        }));
        const changed = (view: CallView) => {
          if (view.over) over(view.over);
          else if (state?.screen.at === "call") update({ screen: { ...state.screen, view } });
        };
        inCall = startCall({ signalling: staffSignalling(place), media: opened, changed });
        sleep = keepAwake();
        show({ at: "call", visit, patient, media: opened, view: inCall.view });
      }),
    sendLink: () =>
      void doing(async () => {
        if (!place) return;
        const answer = await call("post", at(urls.visitLink, place));
        if (answer.ok) know(answer.data);
        else update({ trouble: troubleOf(answer) });
      }),
    admit: (participantId) => void doing(async () => place && inRoom(call("post", at(urls.admitParticipant, place, participantId)))),
    refuse: (participantId) => void doing(async () => place && inRoom(call("post", at(urls.refuseParticipant, place, participantId)))),
    start: (start) =>
      void doing(async () => {
        if (!place) return;
        const answer = await call("post", at(urls.startVisit, place), start);
        if (answer.ok) know(answer.data);
        else update({ trouble: troubleOf(answer) });
      }),
    toggleMicrophone: () => void media?.toggleMicrophone(),
    toggleCamera: () => void media?.toggleCamera(),
    switchCamera: () => void media?.switchCamera(),
    leave: () => inCall?.leave(),
    // Not in turn with the others: one press ends it, whatever is under way.
    endForAll: () => {
      if (!place) return;
      inCall?.end();
      void call("post", at(urls.endVisit, place)).then((answer) => {
        if (answer.ok) return know(answer.data);
        if (state?.screen.at === "over") show({ ...state.screen, why: "left" });
        update({ trouble: troubleOf(answer) });
      });
    },
  };

  addEventListener("hashchange", () => location.reload());
  // Who has signed in in another tab comes back to this one.
  addEventListener("focus", () => state?.screen.at === "wrong" && state.screen.why === "signedOut" && actions.reopen());
  // A page that a browser kept while it was away has no camera and no call any more.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

  void (async () => {
    try {
      const [, found] = await Promise.all([speak(firstLanguage()), find()]);
      show(found);
    } catch {
      lost();
    }
  })();
}

const known: readonly TextKey[] = [
  "clinicCall.error.visit_early",
  "clinicCall.error.visit_ended",
  "clinicCall.error.room_full",
  "clinicCall.error.nobody_admitted",
  "clinicCall.error.no_contact",
  "clinicCall.error.participant_not_found",
];

/** The text for a problem's code; what we have no words for is our own mistake. */
function troubleOf({ code, status }: Result<unknown> & { ok: false }): TextKey {
  if (status === 429) return "clinicCall.error.too_many";
  if (status === 0) return "call.error.offline";
  if (status === 401) return "clinicCall.wrong.signedOut";
  return known.find((key) => key === `clinicCall.error.${code}`) ?? "call.error.internal";
}
