import { Button, Group, Paper, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Fingerprint, KeyRound, Smartphone } from "lucide-react";
import { useState } from "react";
import type { components } from "../../api/schema";
import { formatDate } from "../../shared/format";
import { api, got } from "../api/client";
import { EmptyState } from "../ui/EmptyState";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { AddApp } from "./AddApp";
import { AddPasskey } from "./AddPasskey";
import { factorsQuery, ownSessionsQuery, type Factor, type Factors } from "./queries";
import { RecoveryCodes } from "./RecoveryCodes";
import { RemoveFactor } from "./RemoveFactor";
import classes from "./Settings.module.css";

type Enrolment = components["schemas"]["AppEnrolment"];
type Dialog = { of: "app"; enrolment: Enrolment } | { of: "passkey" } | { of: "remove"; factor: Factor } | { of: "codes"; codes: readonly string[] };

/** The second steps of who is signed in. Every change ends their other sessions, and may bring new recovery codes, which are shown once. */
export function SecondFactors({ set }: { set: Factors }) {
  const { t, count } = useWords();
  const tell = useTell();
  const queries = useQueryClient();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const changed = (text: string) => (now: Factors) => {
    const { recoveryCodes, ...kept } = now;
    queries.setQueryData(factorsQuery.queryKey, kept);
    void queries.invalidateQueries(ownSessionsQuery);
    if (recoveryCodes) setDialog({ of: "codes", codes: recoveryCodes });
    else close();
    tell.done(text);
  };
  const begin = useMutation({ mutationFn: () => got(api.POST("/api/session/factors/totp", {})), onSuccess: (enrolment) => setDialog({ of: "app", enrolment }), onError: tell.failed });
  const renew = useMutation({ mutationFn: () => got(api.POST("/api/session/factors/recovery-codes", {})), onSuccess: changed(t("clinic.account.codes.renewed")), onError: tell.failed });
  const hasApp = set.items.some(({ kind }) => kind === "totp");
  const add = (
    <Group gap="sm" justify={set.items.length === 0 ? "center" : "flex-start"}>
      <Button variant={set.items.length === 0 ? "filled" : "default"} loading={begin.isPending} onClick={() => begin.mutate()}>
        {t(hasApp ? "clinic.account.app.replace" : "clinic.account.app.add")}
      </Button>
      <Button variant="default" onClick={() => setDialog({ of: "passkey" })}>
        {t("clinic.account.passkey.add")}
      </Button>
    </Group>
  );
  return (
    <>
      {set.items.length === 0 ? (
        <EmptyState title={t("clinic.account.factors.none")} action={add}>
          {t("clinic.account.factors.why")}
        </EmptyState>
      ) : (
        <>
          <Text mb="md">{t("clinic.account.factors.text")}</Text>
          <ul className={classes.list}>
            {set.items.map((factor) => (
              <FactorRow key={factor.id} factor={factor} onRemove={() => setDialog({ of: "remove", factor })} />
            ))}
            <Paper component="li" withBorder p="md">
              <div className={classes.row}>
                <KeyRound size={20} aria-hidden />
                <div className={classes.grow}>
                  <Text fw={600}>{t("clinic.account.codes")}</Text>
                  <Text size="sm" c="dimmed">
                    {count("clinic.account.codes.left", set.recoveryCodesLeft)}
                  </Text>
                </div>
                <Button variant="default" size="sm" loading={renew.isPending} onClick={() => renew.mutate()}>
                  {t("clinic.account.codes.renew")}
                </Button>
              </div>
            </Paper>
          </ul>
          <div className={classes.after}>{add}</div>
        </>
      )}
      {dialog?.of === "app" && <AddApp enrolment={dialog.enrolment} onAdded={changed(t("clinic.account.factors.added"))} onClose={close} />}
      {dialog?.of === "passkey" && <AddPasskey onAdded={changed(t("clinic.account.factors.added"))} onClose={close} />}
      {dialog?.of === "remove" && <RemoveFactor factor={dialog.factor} last={set.items.length === 1} onRemoved={changed(t("clinic.account.factors.removed"))} onClose={close} />}
      {dialog?.of === "codes" && <RecoveryCodes codes={dialog.codes} onKept={close} />}
    </>
  );
}

function FactorRow({ factor, onRemove }: { factor: Factor; onRemove: () => void }) {
  const { t, language } = useWords();
  const name = factor.kind === "totp" ? t("clinic.account.app") : factor.name || t("clinic.account.passkey");
  const Icon = factor.kind === "totp" ? Smartphone : Fingerprint;
  return (
    <Paper component="li" withBorder p="md">
      <div className={classes.row}>
        <Icon size={20} aria-hidden />
        <div className={classes.grow}>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            {factor.kind === "passkey" && `${t("clinic.account.passkey")} · `}
            {factor.usedAt
              ? t("clinic.account.factors.used", { added: formatDate(language, factor.addedAt), used: formatDate(language, factor.usedAt) })
              : t("clinic.account.factors.unused", { added: formatDate(language, factor.addedAt) })}
          </Text>
        </div>
        <Button variant="default" size="sm" onClick={onRemove} aria-label={t("clinic.account.factors.remove.of", { name })}>
          {t("clinic.account.factors.remove")}
        </Button>
      </div>
    </Paper>
  );
}
