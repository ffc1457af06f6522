import { Title } from "@mantine/core";
import { useId, type ReactNode } from "react";
import classes from "./Settings.module.css";

/** A part of a settings page, under its heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <Title order={2} size="h4" mb="sm" id={id}>
        {title}
      </Title>
      {children}
    </section>
  );
}
