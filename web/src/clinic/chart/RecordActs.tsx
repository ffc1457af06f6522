import { Button, Group, Menu } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { BookCheck, Ellipsis, Eye, FileX, ListChecks, Pencil, Printer } from "lucide-react";
import { useMemo } from "react";
import { api, got } from "../api/client";
import { useCommands, type Command } from "../app/commands";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { useAct } from "./acts";
import type { ChartRecord } from "./queries";
import type { Asked } from "./RecordDialogs";
import type { Act } from "./what-can-be-done";

interface Props {
  patientId: string;
  record: ChartRecord;
  acts: ReadonlySet<Act>;
  ask(asked: Asked): void;
  print(): void;
  printing: boolean;
}

/** What can be done to a record itself: read, written on, looked at as the patient does, printed, ended. */
export function RecordActs({ patientId, record, acts, ask, print, printing }: Props) {
  const { t } = useWords();
  const tell = useTell();
  const navigate = useNavigate();
  const params = useMemo(() => ({ patientId, recordId: record.id }), [patientId, record.id]);
  const reading = useAct(patientId, record.id, () => got(api.POST("/api/patients/{patientId}/records/{recordId}/reading", { params: { path: params } })));
  const edits = acts.has("edit") || acts.has("amend");
  const editText = t(acts.has("edit") ? "clinic.record.edit" : "clinic.record.amend");
  const commands = useMemo<readonly Command[]>(() => {
    const group = t(`clinic.record.type.${record.type}`);
    const offered: (Command | false)[] = [
      edits && { id: "record-edit", group, label: editText, run: () => void navigate({ to: "/patients/$patientId/records/$recordId/edit", params }) },
      acts.has("preview") && { id: "record-preview", group, label: t("clinic.record.preview"), run: () => void navigate({ to: "/patients/$patientId/records/$recordId/preview", params }) },
      acts.has("print") && { id: "record-print", group, label: t("clinic.record.print"), run: print },
      ...(["share", "hold", "recall", "error", "discard", "split"] as const).map((act) => acts.has(act) && { id: `record-${act}`, group, label: t(`clinic.record.${act}`), run: () => ask(act) }),
    ];
    return offered.filter((command) => !!command);
    // The acts are a new set each time they are read.
  }, [t, navigate, params, record.type, edits, editText, [...acts].join()]);
  useCommands(commands);
  return (
    <Group gap="xs">
      {acts.has("read") && (
        <Button leftSection={<BookCheck size={16} aria-hidden />} loading={reading.busy} onClick={() => void reading.run(undefined, () => tell.done(t("clinic.record.readDone")), tell.failed)}>
          {t("clinic.record.read")}
        </Button>
      )}
      {edits && (
        <Button variant={acts.has("edit") ? "filled" : "default"} leftSection={<Pencil size={16} aria-hidden />} renderRoot={(props) => <Link {...props} to="/patients/$patientId/records/$recordId/edit" params={params} />}>
          {editText}
        </Button>
      )}
      {acts.has("preview") && (
        <Button variant="default" leftSection={<Eye size={16} aria-hidden />} renderRoot={(props) => <Link {...props} to="/patients/$patientId/records/$recordId/preview" params={params} />}>
          {t("clinic.record.preview")}
        </Button>
      )}
      {acts.has("print") && (
        <Button variant="default" leftSection={<Printer size={16} aria-hidden />} loading={printing} onClick={print}>
          {t("clinic.record.print")}
        </Button>
      )}
      {(acts.has("error") || acts.has("discard")) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<Ellipsis size={16} aria-hidden />}>
              {t("clinic.record.more")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {acts.has("split") && (
              <Menu.Item leftSection={<ListChecks size={16} aria-hidden />} onClick={() => ask("split")}>
                {t("clinic.record.split")}
              </Menu.Item>
            )}
            {acts.has("discard") && (
              <Menu.Item color="var(--mantine-color-error)" leftSection={<FileX size={16} aria-hidden />} onClick={() => ask("discard")}>
                {t("clinic.record.discard")}
              </Menu.Item>
            )}
            {acts.has("error") && (
              <Menu.Item color="var(--mantine-color-error)" leftSection={<FileX size={16} aria-hidden />} onClick={() => ask("error")}>
                {t("clinic.record.error")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}
