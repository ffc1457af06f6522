import { Badge, Button, Group, Paper, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatMoment } from "../../shared/format";
import { may, useSession } from "../app/session";
import { Loaded } from "../ui/Loaded";
import { useWords } from "../words/words";
import { offers } from "./access";
import { AccessDialog, type AccessAct } from "./AccessDialog";
import { accessQuery, type Patient, type PortalAccess } from "./queries";
import { RevokeDialog } from "./RevokeDialog";

const colors: Readonly<Record<PortalAccess["state"], string>> = { none: "gray", "not-sent": "red", invited: "blue", expired: "orange", active: "green", outgrown: "orange", revoked: "gray", bounced: "red" };

/** How far the patient's online access has come, and what can be done about it. */
export function AccessCard({ patient }: { patient: Patient }) {
  const { t } = useWords();
  const access = useQuery(accessQuery(patient.id));
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="access">
      <Group justify="space-between" mb="md">
        <Title order={2} size="h4" id="access">
          {t("clinic.access.heading")}
        </Title>
        {access.data && (
          <Badge color={colors[access.data.state]} variant="light" tt="none">
            {t(`clinic.access.state.${access.data.state}`)}
          </Badge>
        )}
      </Group>
      <Loaded query={access}>{(access) => <Access patient={patient} access={access} />}</Loaded>
    </Paper>
  );
}

function Access({ patient, access }: { patient: Patient; access: PortalAccess }) {
  const { t } = useWords();
  const { role } = useSession();
  const [act, setAct] = useState<AccessAct | "revoke">();
  const close = () => setAct(undefined);
  const mayInvite = may.treat(role);
  const offered = offers[access.state];
  return (
    <>
      <div role="status">
        <AccessText access={access} />
        <Obstacle access={access} mayInvite={mayInvite} />
      </div>
      {mayInvite && (
        <Group mt="md" gap="xs">
          {access.email && access.canGive && <Button onClick={() => setAct("give")}>{t("clinic.access.give")}</Button>}
          {offered.resend && (
            <Button variant="default" onClick={() => setAct("resend")}>
              {t("clinic.access.resend")}
            </Button>
          )}
          {offered.move && (
            <Button variant="default" onClick={() => setAct("move")}>
              {t("clinic.access.move")}
            </Button>
          )}
          {offered.revoke && (
            <Button variant="default" onClick={() => setAct("revoke")}>
              {t(access.state === "bounced" ? "clinic.access.forget" : "clinic.access.revoke")}
            </Button>
          )}
        </Group>
      )}
      <AccessDialog patient={patient} access={access} act={act === "revoke" ? undefined : act} onClose={close} />
      <RevokeDialog patient={patient} opened={act === "revoke"} onClose={close} />
    </>
  );
}

/** What has happened, as a sentence or two. */
function AccessText({ access }: { access: PortalAccess }) {
  const { t, language } = useWords();
  const at = (moment: string | undefined) => (moment ? formatMoment(language, moment) : "");
  const { state, signInEmail = "", invitedBy = "", endedBy } = access;
  return (
    <>
      <Text>
        {state === "revoked" && !endedBy
          ? t("clinic.access.text.ended", { date: at(access.endedAt) })
          : t(`clinic.access.text.${state}`, { email: signInEmail, by: invitedBy, endedBy: endedBy ?? "", invited: at(access.invitedAt), until: at(access.passwordUntil), opened: at(access.openedAt), last: at(access.lastOpenedAt), date: at(access.endedAt) })}
      </Text>
      {state === "invited" && access.passwordUntil && <Text mt="xs">{t("clinic.access.until", { until: at(access.passwordUntil) })}</Text>}
      {access.guardian && state !== "outgrown" && (
        <Text mt="xs" size="sm">
          {t("clinic.access.guardian")}
        </Text>
      )}
    </>
  );
}

/** Why there is no button, where there is none. */
function Obstacle({ access: { email, canGive, obstacle, state }, mayInvite }: { access: PortalAccess; mayInvite: boolean }) {
  const { t, has } = useWords();
  const why = () => {
    if (!email) return t("clinic.access.noEmail");
    if (canGive) return mayInvite ? undefined : t("clinic.access.notYours");
    if (!obstacle || obstacle.code === "access_given" || state === "bounced") return undefined;
    const key = `clinic.problem.${obstacle.code}`;
    return has(key) ? t(key) : obstacle.detail;
  };
  const said = why();
  return said ? (
    <Text mt="xs" c="dimmed">
      {said}
    </Text>
  ) : null;
}
