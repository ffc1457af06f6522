import { Button, Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { Trouble } from "../ui/Trouble";
import { useFocusBack } from "../ui/use-focus-back";
import { useWords } from "../words/words";
import { useActText } from "./acts";

interface Props {
  title: string;
  /** What the button says that does it. */
  action: string;
  color?: "red" | "brand";
  busy: boolean;
  problem?: unknown;
  /** What is wrong, if it is not said at a field. */
  text?: string | undefined;
  onSubmit(): void;
  onClose(): void;
  children: ReactNode;
}

/**
 * A question before an act that others will notice. It stays open with all that was typed until the act is done:
 * while it is on its way nothing can call it back, and whoever went would not hear that it failed.
 */
export function ActDialog({ title, action, color = "brand", busy, problem, text, onSubmit, onClose, children }: Props) {
  const { t } = useWords();
  useFocusBack();
  const said = useActText();
  return (
    <Modal opened onClose={() => !busy && onClose()} title={title} closeOnClickOutside={false} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Trouble text={text ?? (problem ? said(problem) : undefined)} />
        {children}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" disabled={busy} onClick={onClose}>
            {t("clinic.cancel")}
          </Button>
          <Button type="submit" color={color === "red" ? "red.9" : color} loading={busy}>
            {action}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
