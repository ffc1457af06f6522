import { Button, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import type { RecordType } from "../../records/content";
import { may, useSession } from "../app/session";
import { useWords } from "../words/words";
import { officeTypes, typeIcons, typesFor } from "./types";

/** What can be written into this chart by whoever is signed in. */
export function NewRecordMenu({ patientId }: { patientId: string }) {
  const { t } = useWords();
  const { role } = useSession();
  const item = (type: RecordType) => {
    const Icon = typeIcons[type];
    return (
      <Menu.Item key={type} leftSection={<Icon size={16} aria-hidden />} renderRoot={(props) => <Link {...props} to="/patients/$patientId/new/$type" params={{ patientId, type }} />}>
        {t(`clinic.record.type.${type}`)}
      </Menu.Item>
    );
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button leftSection={<Plus size={16} aria-hidden />}>{t("clinic.chart.new")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {may.treat(role) && (
          <>
            <Menu.Label>{t("clinic.chart.group.clinical")}</Menu.Label>
            {typesFor(role)
              .filter((type) => !officeTypes.includes(type))
              .map(item)}
            <Menu.Divider />
          </>
        )}
        <Menu.Label>{t("clinic.chart.group.billing")}</Menu.Label>
        {officeTypes.map(item)}
      </Menu.Dropdown>
    </Menu>
  );
}
