import "../../patient/base.css";
import "../../call/call.css";
import "./call-page.css";
import { self } from "../../call/self";
import { showStreams } from "../../call/show-streams";
import { render } from "../../patient/jsx/render";
import { runCallPage } from "./page";
import type { Screen } from "./state";
import { App } from "./views";

/** Whose picture goes where. */
function streamOf(screen: Screen, id: string): MediaStream | undefined {
  if (screen.at !== "call") return undefined;
  return id === self ? screen.media.stream : screen.view.tiles.find((tile) => tile.id === id)?.stream;
}

/** Not even the page's files can be had: the first screen, which stands in the HTML, offers to try again. */
function lost(): void {
  document.getElementById("progress")!.hidden = true;
  document.getElementById("lost")!.hidden = false;
}

document.getElementById("retry")!.addEventListener("click", () => location.reload());

const title = document.title;

runCallPage((state, words, moved, actions) => {
  const { screen } = state;
  document.getElementById("opening")!.hidden = true;
  document.documentElement.lang = words.language;
  // Who works in another tab meanwhile sees that somebody waits.
  const waiting = screen.at === "call" ? screen.view.waiting.length : 0;
  document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  render(<App state={state} words={words} actions={actions} />, document.getElementById("app")!);
  showStreams(document, (id) => streamOf(screen, id));
  if (moved) {
    scrollTo(0, 0);
    document.getElementById("title")?.focus({ preventScroll: true });
  }
}, lost);
