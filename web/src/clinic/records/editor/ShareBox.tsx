import { Alert, Button, Checkbox, NativeSelect, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RecordType } from "../../../records/content";
import { PhoneDialog } from "../../patients/PhoneDialog";
import { Failed } from "../../ui/Loaded";
import { useWords } from "../../words/words";
import type { Patient } from "../form";
import { recordTypesQuery } from "../queries";
import { mendedByPhone, shareObstacle } from "./share-obstacle";
import type { StoredRecord, Writing } from "./writing";

const choices = { before: undefined, yes: true, no: false } as const;

/**
 * How the box of a record stands that is no correction; undefined while that is not known, and where nothing
 * of its type is shared. A draft keeps what the settings said when it was first stored, whatever they say now.
 */
export function useBox(type: RecordType, { shareBox }: Writing, stored: StoredRecord | undefined): boolean | undefined {
  const { data } = useQuery(recordTypesQuery);
  const info = data?.items.find((item) => item.type === type);
  if (!data?.master || !info || info.mode === "off") return undefined;
  return shareBox ?? (stored?.status === "draft" ? stored.shareBox : undefined) ?? info.boxDefault;
}

interface ShareBoxProps {
  type: RecordType;
  amends: boolean;
  patient: Patient;
  /** As its author left it. */
  box: boolean | undefined;
  /** As it stands. */
  ticked: boolean;
  change: (box: boolean | undefined) => void;
}

/** "Share with patient", and what stands in its way. */
export function ShareBox({ type, amends, patient, box, ticked, change }: ShareBoxProps) {
  const { t } = useWords();
  const [dialog, setDialog] = useState(false);
  const types = useQuery(recordTypesQuery);
  if (!types.data) return types.error ? <Failed problem={types.error} again={() => void types.refetch()} /> : null;
  const obstacle = shareObstacle(types.data, type, patient, new Date());
  const off = obstacle === "master-off" || obstacle === "type-off";
  return (
    <section>
      {!off && !amends && <Checkbox label={t("clinic.editor.share.box")} checked={ticked} disabled={!!obstacle} onChange={({ currentTarget }) => change(currentTarget.checked)} />}
      {!off && !obstacle && amends && (
        <NativeSelect
          label={t("clinic.editor.share.box")}
          value={box === undefined ? "before" : box ? "yes" : "no"}
          onChange={({ currentTarget }) => change(choices[currentTarget.value as keyof typeof choices])}
          data={[
            { value: "before", label: t("clinic.editor.share.before") },
            { value: "yes", label: t("clinic.editor.share.yes") },
            { value: "no", label: t("clinic.editor.share.no") },
          ]}
        />
      )}
      {!obstacle && !amends && (
        <Text size="sm" c="dimmed" mt={4}>
          {t(ticked ? "clinic.editor.share.ticked" : "clinic.editor.share.unticked")}
        </Text>
      )}
      {obstacle && (
        <Alert color={off ? "gray" : "yellow"} mt={off ? 0 : "xs"} p="sm">
          {t(`clinic.editor.share.obstacle.${obstacle}`)}
          {mendedByPhone(obstacle) && (
            <Button size="xs" variant="default" mt="xs" onClick={() => setDialog(true)}>
              {t("clinic.editor.share.phone")}
            </Button>
          )}
        </Alert>
      )}
      <PhoneDialog patient={patient} opened={dialog} onClose={() => setDialog(false)} />
    </section>
  );
}
