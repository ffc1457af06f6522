import type { TextKey } from "../../shared/words";
import { menu, type Common, type MenuName } from "./state";

/** What a place of the menu is drawn with, on 24 by 24. */
const drawings: Record<MenuName, string> = {
  records: "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
  messages: "M4 5h16v11H10l-5 4v-4H4z",
  mine: "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
  seen: "M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12zM12 9a3 3 0 100 6 3 3 0 000-6",
  choices: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4v6M9 14v6",
  account: "M12 4a4 4 0 100 8 4 4 0 000-8M4 21c0-4 4-6 8-6s8 2 8 6",
};

/** The places of a chart, as links: the back button and a reload keep them. */
export function Menu({ words, unread, busy, at }: Pick<Common, "words" | "unread" | "busy"> & { at: MenuName }) {
  const { t } = words;
  return (
    <nav className="menu screen" aria-label={t("chart.menu")}>
      {menu.map((name) => (
        <a key={name} href={`#${name}`} aria-current={(name === at ? "page" : undefined) as "page"}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={drawings[name]} />
          </svg>
          {t(`chart.menu.${name}` as TextKey)}
          {name === "messages" && unread > 0 && (
            <b>
              {unread}
              <span className="unseen"> {t("chart.unreadMessages")}</span>
            </b>
          )}
        </a>
      ))}
      {busy && <div className="progress" />}
    </nav>
  );
}
