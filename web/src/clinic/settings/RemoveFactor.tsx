import { Button, Group, Modal, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, got } from "../api/client";
import { Trouble } from "../ui/Trouble";
import { useFocusBack } from "../ui/use-focus-back";
import { useProblemText } from "../ui/use-problem-text";
import { useWords } from "../words/words";
import type { Factor, Factors } from "./queries";

interface RemoveFactorProps {
  factor: Factor;
  /** No other remains: the password alone will do. */
  last: boolean;
  onRemoved: (factors: Factors) => void;
  onClose: () => void;
}

export function RemoveFactor({ factor, last, onRemoved, onClose }: RemoveFactorProps) {
  const { t } = useWords();
  useFocusBack();
  const text = useProblemText();
  const remove = useMutation({ mutationFn: () => got(api.DELETE("/api/session/factors/{factorId}", { params: { path: { factorId: factor.id } } })), onSuccess: onRemoved });
  const name = factor.kind === "totp" ? t("clinic.account.app") : factor.name || t("clinic.account.passkey");
  return (
    <Modal opened onClose={() => !remove.isPending && onClose()} title={t("clinic.account.factors.remove.of", { name })} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <Trouble text={remove.error ? text(remove.error) : undefined} />
      <Text>{t(last ? "clinic.account.factors.remove.last" : "clinic.account.factors.remove.text")}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" disabled={remove.isPending} onClick={onClose} data-autofocus>
          {t("clinic.cancel")}
        </Button>
        <Button color="red.9" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t("clinic.account.factors.remove")}
        </Button>
      </Group>
    </Modal>
  );
}
