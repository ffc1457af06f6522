import { render } from "./jsx/render";
import "./patient.css";
import { keepInstallOffer, keepShell } from "./install";
import { runSharePage, type Drawing } from "./share/page";
import type { Actions } from "./share/state";
import { App } from "./share/views";

const opening = document.getElementById("opening")!;

let drawn: Drawing | undefined;
let redraw: (() => void) | undefined;
let shellKept = false;

function draw(drawing: Drawing, moved: boolean, actions: Actions): void {
  const before = drawn?.state;
  drawn = drawing;
  redraw = () => draw(drawing, false, actions);
  const { words, state } = drawing;
  opening.hidden = true;
  document.documentElement.lang = words.language;
  render(<App drawing={drawing} actions={actions} />, document.getElementById("app")!);
  if (moved) {
    scrollTo(0, 0);
    document.getElementById("title")?.focus({ preventScroll: true });
  } else if (state.trouble && state.trouble !== before?.trouble) {
    document.getElementById("code")?.focus();
  } else if (before && state.messages !== before.messages) {
    document.getElementById(state.messages === "folded" ? "stop" : "messages")?.focus();
  }
  // Only now: nothing may come between the patient and the first record.
  if (state.screen.at === "records" && drawing.more && !shellKept) {
    shellKept = true;
    void keepShell();
  }
}

/** Not even the page's files can be had: the first screen, which stands in the HTML, offers to try again. */
function lost(): void {
  document.getElementById("progress")!.hidden = true;
  document.getElementById("lost")!.hidden = false;
}

document.getElementById("retry")!.addEventListener("click", () => location.reload());
keepInstallOffer(() => redraw?.());
runSharePage(draw, lost);
