import "../base.css";
import "../../call/call.css";
import { self } from "../../call/self";
import { render } from "../jsx/render";
import { runVisitPage } from "./page";
import type { Screen, State } from "./state";
import { App } from "./views";

const opening = document.getElementById("opening")!;

let before: State | undefined;
let redraw: (() => void) | undefined;
let silent = false;

/** Whose picture goes where. */
function streamOf(screen: Screen, id: string): MediaStream | undefined {
  if (id === self) return "media" in screen ? screen.media.stream : undefined;
  return screen.at === "call" ? screen.view.tiles.find((tile) => tile.id === id)?.stream : undefined;
}

/** A browser that would not play before it was tapped is asked again by the next tap. */
function setSilent(value: boolean): void {
  if (silent === value) return;
  silent = value;
  redraw?.();
}

/** Not even the page's files can be had: the first screen, which stands in the HTML, offers to try again. */
function lost(): void {
  document.getElementById("progress")!.hidden = true;
  document.getElementById("lost")!.hidden = false;
}

document.addEventListener("click", () => setSilent(false));
document.getElementById("retry")!.addEventListener("click", () => location.reload());

runVisitPage(({ state, words, room }, moved, actions) => {
  redraw = () => {
    render(<App state={state} silent={silent} room={room} words={words} actions={actions} />, document.getElementById("app")!);
    room?.showStreams(document, (id) => streamOf(state.screen, id), () => setSilent(true));
  };
  opening.hidden = true;
  document.documentElement.lang = words.language;
  redraw();
  if (moved) {
    scrollTo(0, 0);
    document.getElementById("title")?.focus({ preventScroll: true });
  } else if (state.trouble && state.trouble !== before?.trouble) {
    document.querySelector("input")?.focus();
  }
  before = state;
}, lost);
