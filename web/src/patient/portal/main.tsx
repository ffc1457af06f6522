import "./portal.css";
import { keepInstallOffer } from "../install";
import { render } from "../jsx/render";
import { runPortalPage } from "./page";
import type { State } from "./state";
import { App } from "./views";

const opening = document.getElementById("opening")!;

let before: State | undefined;
let redraw: (() => void) | undefined;

/** Not even the page's files can be had: the first screen, which stands in the HTML, offers to try again. */
function lost(): void {
  document.getElementById("progress")!.hidden = true;
  document.getElementById("lost")!.hidden = false;
}

document.getElementById("retry")!.addEventListener("click", () => location.reload());

keepInstallOffer(() => redraw?.());
runPortalPage((drawing, moved, page) => {
  const { state, words } = drawing;
  redraw = () => page.update({});
  opening.hidden = true;
  document.documentElement.lang = words.language;
  render(<App drawing={drawing} page={page} />, document.getElementById("app")!);
  if (moved) {
    scrollTo(0, 0);
    document.getElementById("title")?.focus({ preventScroll: true });
  } else if (state.trouble && state.trouble !== before?.trouble) {
    document.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }
  before = state;
}, lost);
