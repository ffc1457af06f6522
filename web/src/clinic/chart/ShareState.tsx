import { Alert, Anchor, Button, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { may, useSession } from "../app/session";
import { useWords } from "../words/words";
import { Disclosure } from "./Disclosure";
import type { ChartRecord, Sharing } from "./queries";
import { isHeld } from "./held";
import { ShareBadge } from "./ShareBadge";
import { formatInstant, mendedByPhone, phoneButton, whyNot } from "./share-words";

interface Props {
  record: ChartRecord;
  patientId: string;
  /** Opens the screen where the number is entered and verified. */
  onPhone(): void;
}

/** A record's share state in a line of a list: the state, why not, and the way to the number where that helps. */
export function ShareLine({ record, onPhone }: Omit<Props, "patientId">) {
  const words = useWords();
  const { t, language } = words;
  const { sharing } = record;
  if (!sharing) return null;
  const why = sharing.state === "not-shared" || sharing.state === "failed" ? whyNot(words, sharing) : undefined;
  const at = sharing.state === "opened" ? sharing.openedAt : sharing.state === "withdrawn" ? sharing.withdrawnAt : undefined;
  return (
    <>
      <ShareBadge record={record} />
      {at && (
        <Text size="xs" c="dimmed">
          {formatInstant(language, at)}
        </Text>
      )}
      {why && (
        <Text size="xs" c="dimmed">
          {why}{" "}
          {mendedByPhone(sharing) && (
            <Anchor component="button" type="button" size="xs" ta="start" onClick={onPhone}>
              {t(phoneButton(sharing))}
            </Anchor>
          )}
        </Text>
      )}
    </>
  );
}

/** All that is known of a record's way to its patient; `children` are what can be done about it. */
export function ShareState({ record, patientId, onPhone, children }: Props & { children?: ReactNode }) {
  const words = useWords();
  const { t } = words;
  const { sharing } = record;
  if (!sharing) return <Text size="sm">{t("clinic.share.draft")}</Text>;
  return (
    <Stack gap="xs" align="flex-start">
      <div role="status">
        <ShareBadge record={record} />
      </div>
      <Said sharing={sharing} held={isHeld(record)} />
      {mendedByPhone(sharing) ? (
        <Alert color="orange" w="100%" p="sm">
          <Text size="sm" mb="xs">
            {whyNot(words, sharing)}
          </Text>
          <Button size="xs" variant="default" onClick={onPhone}>
            {t(phoneButton(sharing))}
          </Button>
        </Alert>
      ) : (
        <NextStep sharing={sharing} patientId={patientId} />
      )}
      {children}
      <Why sharing={sharing} />
    </Stack>
  );
}

function Said({ sharing, held }: { sharing: Sharing; held: boolean }) {
  const words = useWords();
  const { t, language } = words;
  const { state, sentAt, openedAt, withdrawnAt, everOpenedAt } = sharing;
  const why = whyNot(words, sharing);
  const when = ([["sent", state !== "withdrawn" && sentAt], ["opened", openedAt], ["withdrawn", withdrawnAt]] as const).filter(([, at]) => !!at);
  return (
    <>
      {state === "not-shared" ? !mendedByPhone(sharing) && !(held && sharing.reason === "held") && <Text size="sm">{why}</Text> : <Text size="sm">{t(`clinic.share.said.${state}`)}</Text>}
      {state === "failed" && !mendedByPhone(sharing) && <Text size="sm">{why}</Text>}
      {state === "withdrawn" && !openedAt && <Text size="sm">{everOpenedAt ? t("clinic.share.everOpened", { when: formatInstant(language, everOpenedAt) }) : t("clinic.share.neverOpened")}</Text>}
      {when.map(([what, at]) => (
        <Text key={what} size="sm" c="dimmed">
          {t(`clinic.share.at.${what}`, { when: formatInstant(language, at as string) })}
        </Text>
      ))}
    </>
  );
}

/** What to do where no button of ours does it. */
function NextStep({ sharing: { explanation }, patientId }: { sharing: Sharing; patientId: string }) {
  const { t } = useWords();
  const { role } = useSession();
  const step = explanation?.nextStep;
  switch (step) {
    case "ask-owner":
      return (
        <Text size="sm">
          {!may.manage(role) && t("clinic.share.next.ask-owner")}{" "}
          <Anchor inherit renderRoot={(props) => <Link {...props} to="/settings/sharing" />}>
            {t("clinic.share.settings")}
          </Anchor>
        </Text>
      );
    case "enter-guardian":
      return (
        <Text size="sm">
          {t("clinic.share.next.enter-guardian")}{" "}
          <Anchor inherit renderRoot={(props) => <Link {...props} to="/patients/$patientId" params={{ patientId }} />}>
            {t("clinic.share.patient")}
          </Anchor>
        </Text>
      );
    case "call-patient":
    case "ask-patient":
    case "wait":
      return <Text size="sm">{t(`clinic.share.next.${step}`)}</Text>;
    default:
      return null;
  }
}

/** What the decision rested on. */
function Why({ sharing }: { sharing: Sharing }) {
  const { t, language } = useWords();
  const { decidedAt, settingsVersion, phoneVersion, sms = "none", email = "none" } = sharing;
  if (!decidedAt) return null;
  const when = formatInstant(language, decidedAt);
  return (
    <Disclosure title={t("clinic.share.why")}>
      <Text size="sm">{phoneVersion ? t("clinic.share.rested", { when, settings: settingsVersion ?? 0, phone: phoneVersion }) : t("clinic.share.restedSettings", { when, settings: settingsVersion ?? 0 })}</Text>
      {(sms !== "none" || email !== "none") && (
        <>
          <Text size="sm">{t("clinic.share.sms", { state: t(`clinic.share.channel.${sms}`) })}</Text>
          <Text size="sm">{t("clinic.share.email", { state: t(`clinic.share.channel.${email}`) })}</Text>
        </>
      )}
      <Text size="sm">
        <Anchor inherit renderRoot={(props) => <Link {...props} to="/settings/sharing" />}>
          {t("clinic.share.settings")}
        </Anchor>
      </Text>
    </Disclosure>
  );
}
