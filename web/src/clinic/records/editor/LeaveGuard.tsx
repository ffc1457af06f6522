import { Button, Group, Modal, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useWords } from "../../words/words";
import type { Keeper } from "./keeper";

/** Saves what is typed when somebody leaves, and asks them only if that did not work. */
export function LeaveGuard({ keeper, uploading, unread }: { keeper: Keeper; uploading: boolean; unread: () => boolean }) {
  const { t } = useWords();
  const sending = useRef(uploading);
  useEffect(() => {
    sending.current = uploading;
  });
  const { status, proceed, reset } = useBlocker({ shouldBlockFn: async () => (keeper.dirty && !(await keeper.flush())) || sending.current || (!keeper.closed && unread()), enableBeforeUnload: () => keeper.dirty || sending.current || (!keeper.closed && unread()), withResolver: true });
  useEffect(() => {
    const hidden = () => document.visibilityState === "hidden" && void keeper.flush();
    const online = () => void keeper.flush();
    document.addEventListener("visibilitychange", hidden);
    addEventListener("online", online);
    return () => {
      document.removeEventListener("visibilitychange", hidden);
      removeEventListener("online", online);
    };
  }, [keeper]);
  return (
    <Modal opened={status === "blocked"} onClose={() => reset?.()} title={t("clinic.editor.leave.title")} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <Text mb="lg">{t(uploading ? "clinic.editor.leave.files" : keeper.amends ? "clinic.editor.leave.amends" : "clinic.editor.leave.text")}</Text>
      <Group justify="flex-end">
        <Button
          variant="default"
          onClick={() => {
            keeper.close();
            proceed?.();
          }}
        >
          {t("clinic.editor.leave.go")}
        </Button>
        <Button onClick={() => reset?.()} data-autofocus>
          {t("clinic.editor.leave.stay")}
        </Button>
      </Group>
    </Modal>
  );
}
