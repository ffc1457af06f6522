import { Button, Group, Paper } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, got, ifMatch } from "../api/client";
import { ApiProblem } from "../api/problem";
import { sessionQuery } from "../app/session";
import { ConflictDialog } from "../ui/ConflictDialog";
import { LeaveGuard } from "../ui/LeaveGuard";
import { useTell } from "../ui/tell";
import { threeWay } from "../ui/three-way";
import { Trouble } from "../ui/Trouble";
import { focusFirst, useRefusal } from "../ui/use-refusal";
import { useWords } from "../words/words";
import { bodyOf, profileOf, type Practice, type Profile } from "./profile";
import { ProfileFields } from "./ProfileFields";
import { profileRefusal, profileRules } from "./profile-rules";
import { practiceQuery } from "./queries";

const put = (profile: Profile, version: number) => got(api.PUT("/api/practice", { params: { header: ifMatch(version) }, body: bodyOf(profile) }));

const labels = {
  name: "clinic.practice.name",
  country: "clinic.practice.country",
  state: "clinic.practice.state",
  timeZone: "clinic.practice.timeZone",
  smsDisplayName: "clinic.practice.smsName",
  phone: "clinic.practice.phone",
  address: "clinic.practice.address",
  gstin: "clinic.practice.gstin",
} as const;

/** Changes the profile. What is typed rests on the version that was read first, whatever is read again meanwhile. */
export function ProfileForm({ practice }: { practice: Practice }) {
  const { t } = useWords();
  const tell = useTell();
  const queries = useQueryClient();
  const [base, setBase] = useState(practice);
  const [stored, setStored] = useState<Practice>();
  const form = useForm<Profile>({ initialValues: profileOf(practice), validate: profileRules(t) });
  const refusal = useRefusal(form, profileRefusal(t));
  const begin = (from: Practice, profile = profileOf(from)) => {
    setBase(from);
    setStored(undefined);
    form.setValues(profile);
    form.resetDirty(profileOf(from));
    form.clearErrors();
  };
  /** Takes over what is stored; what was typed since `sent` stays. */
  const settle = (saved: Practice, sent: Profile) => {
    queries.setQueryData(practiceQuery.queryKey, saved);
    queries.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, practiceName: saved.name });
    begin(saved, threeWay(sent, profileOf(saved), form.getValues()).merged);
  };
  const save = useMutation({
    mutationFn: ({ profile, on }: { profile: Profile; on: Practice }) => put(profile, on.version),
    onSuccess: (saved, { profile, on }) => {
      settle(saved, profile);
      tell.undoable(t("clinic.practice.saved"), async () => settle(await put(profileOf(on), saved.version), profileOf(saved)));
    },
    onError: async (problem) => {
      if (!(problem instanceof ApiProblem) || problem.code !== "stale") return refusal.mark(problem);
      const now = await got(api.GET("/api/practice")).catch(() => undefined);
      if (!now) return;
      if (threeWay(profileOf(base), profileOf(now), form.getValues()).differences.length > 0) setStored(now);
      else begin(now);
    },
  });
  const met = stored && threeWay(profileOf(base), profileOf(stored), form.getValues());
  const stale = save.error instanceof ApiProblem && save.error.code === "stale";
  const changed = form.isDirty();
  return (
    <Paper withBorder p="lg">
      <form
        noValidate
        onSubmit={form.onSubmit(
          (profile) => {
            if (!save.isPending && changed) save.mutate({ profile, on: base });
          },
          (errors) => focusFirst(form, errors),
        )}
      >
        <LeaveGuard when={() => form.isDirty()} />
        <Trouble text={stale && !changed ? undefined : refusal.text(save.error)} />
        <ProfileFields profile={form.getValues()} input={(field) => form.getInputProps(field)} />
        <Group mt="xl">
          <Button type="submit" loading={save.isPending} disabled={!changed}>
            {t("clinic.save")}
          </Button>
          {changed && (
            <Button variant="default" onClick={() => begin(base)}>
              {t("clinic.practice.discard")}
            </Button>
          )}
        </Group>
      </form>
      <ConflictDialog
        conflicts={met?.differences.map(({ name, stored, mine }) => ({ label: t(labels[name]), stored: stored || t("clinic.practice.none"), mine: mine || t("clinic.practice.none") }))}
        by={undefined}
        busy={save.isPending}
        keepMine={() => {
          if (!met || !stored) return;
          form.setValues(met.merged);
          setBase(stored);
          setStored(undefined);
          save.mutate({ profile: met.merged, on: stored });
        }}
        takeStored={() => stored && settle(stored, form.getValues())}
        close={() => setStored(undefined)}
      />
    </Paper>
  );
}
