import { Title } from "@mantine/core";
import { useEffect, useRef, type ReactNode } from "react";

/**
 * A page's heading. It takes the focus when the page appears, so that screen readers start there, and names the
 * tab. A browser keeps that name in its history, on the disk: \`named\` is it where the heading says whose page it is.
 */
export function PageTitle({ children, named }: { children: ReactNode; named?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const name = named ?? (typeof children === "string" ? children : "");
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = name ? `${name} · Chartshare` : "Chartshare";
  }, [name]);
  return (
    <Title order={1} size="h2" mb="md" tabIndex={-1} ref={heading}>
      {children}
    </Title>
  );
}
