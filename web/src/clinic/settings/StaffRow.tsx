import { ActionIcon, Badge, Button, Group, Menu, Paper, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { EllipsisVertical, ShieldCheck } from "lucide-react";
import { api, got } from "../api/client";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import type { StaffMember } from "./queries";
import classes from "./Settings.module.css";
import { useDisabling } from "./use-staff-change";

interface StaffRowProps {
  member: StaffMember;
  /** It is who looks at the list. */
  self: boolean;
  /** Who looks may change it. */
  owner: boolean;
  onEdit: () => void;
  onTakeFactors: () => void;
}

export function StaffRow({ member, self, owner, onEdit, onTakeFactors }: StaffRowProps) {
  const { t } = useWords();
  const { name, email, role, status, qualifications, registrationNumber, secondFactor } = member;
  const licence = [qualifications, registrationNumber && t("clinic.staff.registered", { number: registrationNumber })].filter(Boolean).join(" · ");
  return (
    <Paper component="li" withBorder p="md">
      <div className={classes.row}>
        <div className={classes.grow}>
          <Group gap="xs">
            <Text fw={600} component="h2">
              {name}
            </Text>
            {self && <Text c="dimmed">{t("clinic.staff.you")}</Text>}
            <Badge variant="light" color={role === "owner" ? "brand" : "gray"} tt="none">
              {t(`clinic.role.${role}`)}
            </Badge>
            {status === "invited" && (
              <Badge variant="light" color="yellow" tt="none">
                {t("clinic.staff.status.invited")}
              </Badge>
            )}
            {status === "disabled" && (
              <Badge variant="light" color="red" tt="none">
                {t("clinic.staff.status.disabled")}
              </Badge>
            )}
          </Group>
          <Text size="sm">{email}</Text>
          {licence && (
            <Text size="sm" c="dimmed">
              {licence}
            </Text>
          )}
          {role !== "receptionist" && status !== "disabled" && !(qualifications && registrationNumber) && (
            <Text size="sm" c="orange">
              {t("clinic.staff.noLicence")}
            </Text>
          )}
          {secondFactor && (
            <Group gap={6} mt={2}>
              <ShieldCheck size={16} aria-hidden />
              <Text size="sm">{t("clinic.staff.secondFactor")}</Text>
            </Group>
          )}
        </div>
        {owner && <Actions member={member} self={self} onEdit={onEdit} onTakeFactors={onTakeFactors} />}
      </div>
    </Paper>
  );
}

function Actions({ member, self, onEdit, onTakeFactors }: Omit<StaffRowProps, "owner">) {
  const { t } = useWords();
  const tell = useTell();
  const { name, email, status, secondFactor } = member;
  const disabling = useDisabling();
  const link = useMutation({
    mutationFn: () => got(api.POST("/api/staff/{staffId}/password-link", { params: { path: { staffId: member.id } } })),
    onSuccess: () => tell.done(t("clinic.staff.linkSent", { email })),
    onError: tell.failed,
  });
  return (
    <Group gap="xs">
      <Button variant="default" size="sm" onClick={onEdit} aria-label={t("clinic.staff.edit.of", { name })}>
        {t("clinic.staff.edit")}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t("clinic.staff.more", { name })} loading={link.isPending || disabling.isPending}>
            <EllipsisVertical size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {status !== "disabled" && <Menu.Item onClick={() => link.mutate()}>{t("clinic.staff.sendLink")}</Menu.Item>}
          {secondFactor && !self && <Menu.Item onClick={onTakeFactors}>{t("clinic.staff.takeFactors")}</Menu.Item>}
          {!self && <Menu.Item onClick={() => disabling.mutate(member)}>{t(status === "disabled" ? "clinic.staff.enable" : "clinic.staff.disable")}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
