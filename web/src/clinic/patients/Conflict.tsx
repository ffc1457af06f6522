import { Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../words/words";
import { differing, merged, valuesOf, type Detail, type Values } from "./demographics-form";
import type { Patient } from "./queries";

interface ConflictProps {
  base: Values;
  mine: Values;
  /** Undefined while there is no conflict. */
  stored: Patient | undefined;
  saving: boolean;
  onSave: (values: Values) => void;
  onClose: () => void;
}

/** Shows what is stored now beside what was typed, detail by detail, and lets choose. */
export function Conflict({ stored, ...rest }: ConflictProps) {
  const { t } = useWords();
  return (
    <Modal opened={stored !== undefined} onClose={rest.onClose} title={t("clinic.patient.conflict")} centered size="lg" closeOnClickOutside={false} closeButtonProps={{ "aria-label": t("clinic.close") }}>
      {stored && <Choice key={stored.version} stored={stored} {...rest} />}
    </Modal>
  );
}

function Choice({ base, mine, stored, saving, onSave, onClose }: ConflictProps & { stored: Patient }) {
  const { t } = useWords();
  const theirs = valuesOf(stored);
  const [chosen, setChosen] = useState<Values>(() => merged(base, mine, theirs));
  return (
    <>
      <Text mb="md">{t("clinic.patient.conflict.text")}</Text>
      <Stack>
        {differing(mine, theirs).map((detail) => (
          <Radio.Group
            key={detail}
            label={t(detail === "email" ? "clinic.email.label" : `clinic.patient.${detail}`)}
            value={chosen[detail] === mine[detail] ? "mine" : "stored"}
            onChange={(of) => setChosen((before) => ({ ...before, [detail]: (of === "mine" ? mine : theirs)[detail] }))}
          >
            <Stack gap={4} mt={4}>
              <Radio value="stored" label={<Side says={t("clinic.patient.conflict.stored")} detail={detail} values={theirs} />} />
              <Radio value="mine" label={<Side says={t("clinic.patient.conflict.mine")} detail={detail} values={mine} />} />
            </Stack>
          </Radio.Group>
        ))}
      </Stack>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t("clinic.patient.conflict.back")}
        </Button>
        <Button loading={saving} onClick={() => onSave(chosen)} data-autofocus>
          {t("clinic.patient.conflict.save")}
        </Button>
      </Group>
    </>
  );
}

function Side({ says, detail, values }: { says: string; detail: Detail; values: Values }) {
  const { t } = useWords();
  const shown = () => {
    switch (detail) {
      case "sex":
        return values.sex === "" ? "" : t(`clinic.patient.sex.${values.sex}`);
      case "language":
        return t(`clinic.patient.language.${values.language}`);
      default:
        return values[detail];
    }
  };
  return (
    <>
      {says} <b>{shown() || t("clinic.patient.conflict.nothing")}</b>
    </>
  );
}
