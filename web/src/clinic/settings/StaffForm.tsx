import { Button, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, got, newKey } from "../api/client";
import { ApiProblem } from "../api/problem";
import { useSession, type Role } from "../app/session";
import { ConflictDialog } from "../ui/ConflictDialog";
import { EmailField } from "../ui/EmailField";
import { useTell } from "../ui/tell";
import { threeWay } from "../ui/three-way";
import { Trouble } from "../ui/Trouble";
import { useFocusBack } from "../ui/use-focus-back";
import { focusFirst, useRefusal } from "../ui/use-refusal";
import { useWords } from "../words/words";
import { required } from "./profile-rules";
import { staffQuery, type StaffMember } from "./queries";
import { putStaff, useStoredStaff } from "./use-staff-change";

interface Person extends Record<string, string> {
  name: string;
  email: string;
  role: Role;
  qualifications: string;
  registrationNumber: string;
}

const roles: readonly Role[] = ["clinician", "receptionist", "owner"];
const nobody: Person = { name: "", email: "", role: "clinician", qualifications: "", registrationNumber: "" };
const personOf = ({ name, email, role, qualifications = "", registrationNumber = "" }: StaffMember): Person => ({ name, email, role, qualifications, registrationNumber });

const bodyOf = ({ name, role, qualifications, registrationNumber }: Person) => ({
  name,
  role,
  ...(qualifications.trim() && { qualifications }),
  ...(registrationNumber.trim() && { registrationNumber }),
});

/** Adds a person, or changes one. */
export function StaffForm({ member, onClose }: { member?: StaffMember; onClose: () => void }) {
  const { t } = useWords();
  useFocusBack();
  const self = useSession();
  const tell = useTell();
  const store = useStoredStaff();
  const queries = useQueryClient();
  const [key] = useState(newKey);
  const [base, setBase] = useState(member);
  const [stored, setStored] = useState<StaffMember>();
  const form = useForm<Person>({ initialValues: member ? personOf(member) : nobody, validate: { name: required(t), email: required(t) } });
  const refusal = useRefusal(form);
  const put = (person: Person, on: StaffMember) => putStaff(on.id, on.version, { ...bodyOf(person), disabled: on.status === "disabled" });
  const save = useMutation({
    mutationFn: ({ person, on }: { person: Person; on: StaffMember | undefined }) =>
      on ? put(person, on) : got(api.POST("/api/staff", { params: { header: { "Idempotency-Key": key } }, body: { ...bodyOf(person), email: person.email.trim() } })),
    onSuccess: (saved, { on }) => {
      store(saved);
      if (!on) tell.done(t("clinic.staff.added", { name: saved.name, email: saved.email }));
      else tell.undoable(t("clinic.staff.saved", { name: saved.name }), async () => store(await put(personOf(on), saved)));
      onClose();
    },
    onError: async (problem) => {
      if (!(problem instanceof ApiProblem)) return;
      if (problem.code === "email_in_use") return form.setFieldError("email", t("clinic.staff.emailInUse"));
      if (problem.code === "idempotency_key_reused") return void queries.invalidateQueries(staffQuery);
      if (problem.code !== "stale" || !base) return refusal.mark(problem);
      const now = (await queries.fetchQuery({ ...staffQuery, staleTime: 0 }).catch(() => [])).find(({ id }) => id === base.id);
      if (now) setStored(now);
    },
  });
  const code = save.error instanceof ApiProblem ? save.error.code : undefined;
  const { role } = form.getValues();
  const troubleText = () => {
    if (code === "email_in_use" || (code === "stale" && met)) return undefined;
    return code === "idempotency_key_reused" ? t("clinic.staff.addedBefore") : refusal.text(save.error);
  };
  const met = stored && base && threeWay(personOf(base), personOf(stored), form.getValues());
  const shown = (name: string, value: string) => (name === "role" ? t(`clinic.role.${value as Role}`) : value || t("clinic.practice.none"));
  return (
    <>
      <Modal opened onClose={onClose} title={member ? t("clinic.staff.edit.of", { name: member.name }) : t("clinic.staff.add")} size="lg" closeOnClickOutside={false} closeOnEscape={!form.isDirty()} closeButtonProps={{ "aria-label": t("clinic.close") }}>
        <form
          noValidate
          onSubmit={form.onSubmit(
            (person) => {
              if (!save.isPending) save.mutate({ person, on: base });
            },
            (errors) => focusFirst(form, errors),
          )}
        >
          <Trouble text={troubleText()} />
          <Stack gap="md">
            <TextInput label={t("clinic.staff.name")} description={t("clinic.staff.name.hint")} maxLength={120} required data-autofocus {...form.getInputProps("name")} />
            {!member && <EmailField label={t("clinic.signIn.email")} description={t("clinic.staff.email.hint")} required {...form.getInputProps("email")} />}
            <Radio.Group label={t("clinic.staff.role")} {...form.getInputProps("role")}>
              <Stack gap="sm" mt="xs">
                {roles.map((one) => (
                  <Radio key={one} value={one} label={t(`clinic.role.${one}`)} description={t(`clinic.staff.role.${one}`)} />
                ))}
              </Stack>
            </Radio.Group>
            {member && role !== member.role && <Text>{member.id === self.staffId ? t("clinic.staff.role.own") : t("clinic.staff.role.changed", { name: member.name })}</Text>}
            {role !== "receptionist" && (
              <>
                <TextInput label={t("clinic.staff.qualifications")} description={t("clinic.staff.qualifications.hint")} maxLength={120} {...form.getInputProps("qualifications")} />
                <TextInput label={t("clinic.staff.registration")} description={t("clinic.staff.registration.hint")} maxLength={60} {...form.getInputProps("registrationNumber")} />
              </>
            )}
          </Stack>
          <Group justify="flex-end" mt="xl">
            <Button variant="default" onClick={onClose}>
              {t("clinic.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t(member ? "clinic.save" : "clinic.staff.add.do")}
            </Button>
          </Group>
        </form>
      </Modal>
      <ConflictDialog
        conflicts={met?.differences.map(({ name, stored, mine }) => ({ label: t(labels[name] ?? "clinic.staff.name"), stored: shown(name, stored), mine: shown(name, mine) }))}
        by={undefined}
        busy={save.isPending}
        keepMine={() => {
          if (!met || !stored) return;
          form.setValues(met.merged);
          setBase(stored);
          setStored(undefined);
          save.mutate({ person: met.merged, on: stored });
        }}
        takeStored={() => {
          if (stored) store(stored);
          onClose();
        }}
        close={() => setStored(undefined)}
      />
    </>
  );
}

const labels = {
  name: "clinic.staff.name",
  role: "clinic.staff.role",
  qualifications: "clinic.staff.qualifications",
  registrationNumber: "clinic.staff.registration",
} as const satisfies Partial<Record<string, string>> as Readonly<Record<string, "clinic.staff.name" | "clinic.staff.role" | "clinic.staff.qualifications" | "clinic.staff.registration" | undefined>>;
