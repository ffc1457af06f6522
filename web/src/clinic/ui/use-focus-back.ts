import { useLayoutEffect } from "react";

/** What the focus was on; an item of a menu is gone by the time that it is asked for, what opened the menu is not. */
function opener(): Element | null {
  const menu = document.activeElement?.closest('[role="menu"]');
  return menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : document.activeElement;
}

/**
 * Gives the focus back when a dialog goes that is there only while it is open: to what opened it or, where
 * that went as well, to the page's heading. A dialog that stays and is told to open and close does so by itself.
 * One that takes the focus at once says what had it before.
 */
export function useFocusBack(before?: Element | null): void {
  useLayoutEffect(() => {
    const from = before ?? opener();
    return () =>
      void setTimeout(() => {
        if (document.activeElement !== document.body) return; // another dialog came after it
        const back = from?.isConnected && from !== document.body ? from : document.querySelector("h1");
        if (back instanceof HTMLElement) back.focus({ preventScroll: true });
      });
  }, []);
}
