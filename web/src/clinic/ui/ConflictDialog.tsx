import { Button, Group, Modal, Table, Text } from "@mantine/core";
import { useWords } from "../words/words";

/** Something that was changed by two people: as it is stored now, and as it was typed here. */
export interface Conflict {
  readonly label: string;
  readonly stored: string;
  readonly mine: string;
}

interface Props {
  conflicts: readonly Conflict[] | undefined;
  /** Who stored the other version. */
  by: string | undefined;
  busy: boolean;
  takeStored(): void;
  keepMine(): void;
  close(): void;
}

/** Shows both sides when somebody else was faster, and asks which is to hold. */
export function ConflictDialog({ conflicts, by, busy, takeStored, keepMine, close }: Props) {
  const { t } = useWords();
  return (
    <Modal opened={conflicts !== undefined} onClose={close} title={t("clinic.conflict.title")} size="lg" centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <Text mb="md">{by ? t("clinic.conflict.textBy", { name: by }) : t("clinic.conflict.text")}</Text>
      <Table.ScrollContainer minWidth={280}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              <Table.Th scope="col">{t("clinic.conflict.stored")}</Table.Th>
              <Table.Th scope="col">{t("clinic.conflict.mine")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {conflicts?.map(({ label, stored, mine }) => (
              <Table.Tr key={label}>
                <Table.Th scope="row">{label}</Table.Th>
                <Table.Td>{stored}</Table.Td>
                <Table.Td>{mine}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={takeStored}>
          {t("clinic.conflict.takeStored")}
        </Button>
        <Button onClick={keepMine} loading={busy}>
          {t("clinic.conflict.keepMine")}
        </Button>
      </Group>
    </Modal>
  );
}
