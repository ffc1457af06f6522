import { Button, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, got } from "../api/client";
import { useTell } from "../ui/tell";
import { Trouble } from "../ui/Trouble";
import { useFocusBack } from "../ui/use-focus-back";
import { useProblemText } from "../ui/use-problem-text";
import { useWords } from "../words/words";
import { staffQuery, type StaffMember } from "./queries";

/** Removes the second step of a colleague who has lost it. There is no way back, so it is asked first. */
export function TakeFactorsAway({ member: { id, name }, onClose }: { member: StaffMember; onClose: () => void }) {
  const { t } = useWords();
  useFocusBack();
  const text = useProblemText();
  const tell = useTell();
  const queries = useQueryClient();
  const take = useMutation({
    mutationFn: () => got(api.DELETE("/api/staff/{staffId}/factors", { params: { path: { staffId: id } } })),
    onSuccess: () => {
      tell.done(t("clinic.staff.factorsTaken", { name }));
      onClose();
    },
    onSettled: () => queries.invalidateQueries(staffQuery),
  });
  return (
    <Modal opened onClose={() => !take.isPending && onClose()} title={t("clinic.staff.takeFactors.title", { name })} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <Trouble text={take.error ? text(take.error) : undefined} />
      <Text mb="sm">{t("clinic.staff.takeFactors.text", { name })}</Text>
      <Text fw={600}>{t("clinic.staff.takeFactors.seen")}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" disabled={take.isPending} onClick={onClose} data-autofocus>
          {t("clinic.cancel")}
        </Button>
        <Button color="red.9" loading={take.isPending} onClick={() => take.mutate()}>
          {t("clinic.staff.takeFactors.do")}
        </Button>
      </Group>
    </Modal>
  );
}
