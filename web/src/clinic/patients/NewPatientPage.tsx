import { Anchor, Button, Group, Paper } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api, got, newKey } from "../api/client";
import { ApiProblem } from "../api/problem";
import { LeaveGuard } from "../ui/LeaveGuard";
import { PageTitle } from "../ui/PageTitle";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";
import { keepToVerify, takeBegin } from "./begin";
import { demographicsFrom, noValues, type Values } from "./demographics-form";
import { DemographicsFields } from "./DemographicsFields";
import { Duplicates } from "./Duplicates";
import { usePatientChanged } from "./queries";
import { focusFirst, useDemographicsForm, useRefusal } from "./use-demographics-form";

/** Registers a patient. */
export function NewPatientPage() {
  const { t, language } = useWords();
  const navigate = useNavigate();
  const changed = usePatientChanged();
  const [begin] = useState<Values>(() => ({ ...noValues, language, ...takeBegin() }));
  const [key] = useState(newKey);
  const registered = useRef(false);
  const here = useRef(true);
  useEffect(() => () => void (here.current = false), []);
  const form = useDemographicsForm(begin);
  const refusal = useRefusal(form);
  const [trouble, setTrouble] = useState<string>();
  const register = useMutation({
    mutationFn: (values: Values) => got(api.POST("/api/patients", { params: { header: { "Idempotency-Key": key } }, body: demographicsFrom(values) })),
    onMutate: () => setTrouble(undefined),
    onError: (problem) => setTrouble(refusal(problem)),
    onSuccess: async (patient) => {
      registered.current = true;
      changed(patient);
      if (!here.current) return; // somebody went on to another page meanwhile
      if (patient.phoneStatus === "unverified") keepToVerify(patient.id);
      await navigate({ to: "/patients/$patientId", params: { patientId: patient.id }, replace: true });
    },
  });
  const storedAfterAll = register.error instanceof ApiProblem && register.error.code === "idempotency_key_reused";
  return (
    <>
      <PageTitle>{t("clinic.patients.new")}</PageTitle>
      <LeaveGuard when={() => !registered.current && form.isDirty()} />
      <Paper withBorder p="lg" maw="40rem">
        <form
          noValidate
          onSubmit={form.onSubmit(
            (values) => {
              if (!register.isPending && !registered.current) register.mutate(values);
            },
            (errors) => focusFirst(form, errors),
          )}
        >
          <Trouble text={trouble} />
          {storedAfterAll && (
            <Anchor
              display="block"
              mb="md"
              renderRoot={(props) => <Link {...props} to="/patients/$patientId" params={{ patientId: key }} onClick={() => (registered.current = true)} />}
            >
              {t("clinic.patient.storedAfterAll")}
            </Anchor>
          )}
          <Duplicates name={form.values.name} dateOfBirth={form.values.dateOfBirth} phone={form.values.phone} />
          <DemographicsFields form={form} withPhone />
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={() => void navigate({ to: "/patients" })}>
              {t("clinic.cancel")}
            </Button>
            <Button type="submit" loading={register.isPending}>
              {t("clinic.patient.register")}
            </Button>
          </Group>
        </form>
      </Paper>
    </>
  );
}
