import { useEffect, useState, type ReactNode } from "react";
import classes from "./parts.module.css";

/** What is seldom needed, folded away until somebody asks for it, or something is in it or said of it. */
export function Fold({ title, filled, children }: { title: string; filled: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(filled);
  useEffect(() => {
    if (filled) setOpen(true);
  }, [filled]);
  return (
    <details className={classes.fold} open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      <div className={classes.folded}>{children}</div>
    </details>
  );
}
