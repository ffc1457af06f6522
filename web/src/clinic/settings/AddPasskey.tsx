import { Button, Group, Modal, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, got } from "../api/client";
import { makePasskey, PasskeyUnused } from "../start/second-factor";
import { Trouble } from "../ui/Trouble";
import { useFocusBack } from "../ui/use-focus-back";
import { useProblemText } from "../ui/use-problem-text";
import { useWords } from "../words/words";
import type { Factors } from "./queries";

/** Has the browser make a passkey, under a name by which its owner knows it again. */
export function AddPasskey({ onAdded, onClose }: { onAdded: (factors: Factors) => void; onClose: () => void }) {
  const { t } = useWords();
  useFocusBack();
  const text = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const [nameless, setNameless] = useState(false);
  const add = useMutation({
    mutationFn: async () => got(api.POST("/api/session/factors/passkeys", { body: await makePasskey(await got(api.POST("/api/session/factors/passkeys/challenge", {})), name.trim()) })),
    onSuccess: onAdded,
  });
  const trouble = add.error instanceof PasskeyUnused ? t(add.error.known ? "clinic.account.passkey.known" : "clinic.account.passkey.unmade") : add.error ? text(add.error) : undefined;
  return (
    <Modal opened onClose={onClose} title={t("clinic.account.passkey.add")} centered closeOnClickOutside={false} closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setNameless(name.trim() === "");
          if (name.trim() === "") input.current?.focus();
          else if (!add.isPending) add.mutate();
        }}
      >
        <Text mb="md">{t("clinic.account.passkey.text")}</Text>
        <Trouble text={trouble} />
        <TextInput
          ref={input}
          label={t("clinic.account.passkey.name")}
          description={t("clinic.account.passkey.name.hint")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={nameless && name.trim() === "" && t("clinic.field.required")}
          maxLength={60}
          data-autofocus
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t("clinic.cancel")}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t("clinic.continue")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
