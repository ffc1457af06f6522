import { Button, Paper } from "@mantine/core";
import type { ReactNode } from "react";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import classes from "./Door.module.css";

/** The frame of the pages that need nobody signed in. */
export function Door({ title, wide = false, children, below }: { title: string; wide?: boolean; children: ReactNode; below?: ReactNode }) {
  const { language, speak } = useWords();
  const other = language === "en" ? "hi" : "en";
  return (
    <div className={classes.door}>
      <header className={classes.header}>
        <img src="/icon.svg" alt="" width="32" height="32" />
        <span>Chartshare</span>
        <Button variant="subtle" size="compact-md" ml="auto" lang={other} onClick={() => speak(other)}>
          {other === "hi" ? "हिन्दी में देखें" : "Show in English"}
        </Button>
      </header>
      <main className={wide ? classes.wide : classes.narrow}>
        <Paper withBorder shadow="xs" className={classes.card}>
          <PageTitle>{title}</PageTitle>
          {children}
        </Paper>
        {below && <div className={classes.below}>{below}</div>}
      </main>
    </div>
  );
}
