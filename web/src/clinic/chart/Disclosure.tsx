import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./Disclosure.module.css";

/** Something that is read on demand. The browser's own element: it opens by keyboard and is found by searching the page. */
export function Disclosure({ title, children, onOpen }: { title: ReactNode; children: ReactNode; onOpen?: () => void }) {
  return (
    <details className={classes.disclosure} onToggle={(event) => event.currentTarget.open && onOpen?.()}>
      <summary>
        <ChevronRight size={14} aria-hidden />
        {title}
      </summary>
      <div>{children}</div>
    </details>
  );
}
