import { Button, Group, Modal, Text } from "@mantine/core";
import { useWords } from "../words/words";
import classes from "./Conflict.module.css";

interface ConflictProps {
  opened: boolean;
  /** Where what is stored now and what was typed part; empty if they are at one by now. */
  differences: readonly { label: string; stored: string; typed: string }[];
  saving: boolean;
  onSaveTyped: () => void;
  onTakeStored: () => void;
  onBack: () => void;
}

/** Somebody else saved meanwhile: shows both, and asks which is to be. Until then all that was typed stays. */
export function Conflict({ opened, differences, saving, onSaveTyped, onTakeStored, onBack }: ConflictProps) {
  const { t } = useWords();
  return (
    <Modal opened={opened} onClose={onBack} title={t("clinic.conflict.title")} size="lg" closeOnClickOutside={false} centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <Text mb="md">{t("clinic.conflict.text")}</Text>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("clinic.conflict.title")}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("clinic.conflict.field")}</th>
              <th scope="col">{t("clinic.conflict.stored")}</th>
              <th scope="col">{t("clinic.conflict.typed")}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ label, stored, typed }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{stored || t("clinic.conflict.empty")}</td>
                <td>{typed || t("clinic.conflict.empty")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onTakeStored}>
          {t("clinic.conflict.takeStored")}
        </Button>
        <Button onClick={onSaveTyped} loading={saving} data-autofocus>
          {t("clinic.conflict.saveTyped")}
        </Button>
      </Group>
    </Modal>
  );
}
