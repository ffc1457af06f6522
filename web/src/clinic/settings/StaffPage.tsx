import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useMemo, useState } from "react";
import { useCommands, type Command } from "../app/commands";
import { may, useSession } from "../app/session";
import { EmptyState } from "../ui/EmptyState";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { inOrder } from "./staff-order";
import { staffQuery, type StaffMember } from "./queries";
import classes from "./Settings.module.css";
import { StaffForm } from "./StaffForm";
import { StaffRow } from "./StaffRow";
import { TakeFactorsAway } from "./TakeFactorsAway";

type Dialog = { of: "form"; member?: StaffMember } | { of: "factors"; member: StaffMember };

/** Who works here. Everybody sees it; an owner changes it. */
export function StaffPage() {
  const { t } = useWords();
  const { role, staffId } = useSession();
  const owner = may.manage(role);
  const query = useQuery(staffQuery);
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const commands = useMemo<readonly Command[]>(() => (owner ? [{ id: "add-staff", group: t("clinic.nav.settings.staff"), label: t("clinic.staff.add"), run: () => setDialog({ of: "form" }) }] : []), [owner, t]);
  useCommands(commands);
  const add = (
    <Button leftSection={<UserPlus size={16} aria-hidden />} onClick={() => setDialog({ of: "form" })}>
      {t("clinic.staff.add")}
    </Button>
  );
  return (
    <div className={classes.page}>
      <Group justify="space-between" align="flex-start" mb="md">
        <PageTitle>{t("clinic.nav.settings.staff")}</PageTitle>
        {owner && add}
      </Group>
      <Text mb="lg">{t(owner ? "clinic.staff.text" : "clinic.staff.readOnly")}</Text>
      <Loaded query={query}>
        {(staff) => (
          <>
            <ul className={classes.list}>
              {inOrder(staff).map((member) => (
                <StaffRow key={member.id} member={member} self={member.id === staffId} owner={owner} onEdit={() => setDialog({ of: "form", member })} onTakeFactors={() => setDialog({ of: "factors", member })} />
              ))}
            </ul>
            {owner && staff.length === 1 && (
              <div className={classes.alone}>
                <EmptyState title={t("clinic.staff.alone.title")} action={add}>
                  {t("clinic.staff.alone.text")}
                </EmptyState>
              </div>
            )}
          </>
        )}
      </Loaded>
      {dialog?.of === "form" && <StaffForm {...(dialog.member && { member: dialog.member })} onClose={close} />}
      {dialog?.of === "factors" && <TakeFactorsAway member={dialog.member} onClose={close} />}
    </div>
  );
}
