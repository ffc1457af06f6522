import { Button, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiProblem } from "../api/problem";
import { LeaveGuard } from "../ui/LeaveGuard";
import { useTell } from "../ui/tell";
import { Trouble } from "../ui/Trouble";
import { useWords } from "../words/words";
import { Conflict } from "./Conflict";
import { demographicsFrom, differing, merged, valuesOf, type Values } from "./demographics-form";
import { DemographicsFields } from "./DemographicsFields";
import { patientQuery, useChangePatient, type Patient } from "./queries";
import { focusFirst, useDemographicsForm, useRefusal } from "./use-demographics-form";

/** The number has a dialog of its own: the form keeps what is stored. */
const withPhoneOf = (values: Values, { phone = "", phoneIsGuardians }: Patient): Values => ({ ...values, phone, phoneIsGuardians });

interface Save {
  readonly values: Values;
  /** What the change rests on. */
  readonly over: Patient;
}

/** Changes the demographics. What somebody else saved meanwhile is shown beside what was typed. */
export function EditDemographics({ patient }: { patient: Patient }) {
  const { t } = useWords();
  const tell = useTell();
  const queries = useQueryClient();
  const change = useChangePatient();
  /** What the form began with, and which version a change of it rests on. */
  const [base, setBase] = useState(patient);
  const [stored, setStored] = useState<Patient>();
  const [trouble, setTrouble] = useState<string>();
  const form = useDemographicsForm(valuesOf(patient));
  const refusal = useRefusal(form);
  const dirty = form.isDirty();

  const begin = (from: Patient, values = valuesOf(from)) => {
    setBase(from);
    form.setInitialValues(valuesOf(from));
    form.setValues(values);
  };
  // A version that came from the number's dialog or from another tab is taken over, as long as nothing was typed.
  useEffect(() => {
    if (patient.version > base.version && !form.isDirty()) begin(patient);
  }, [patient.version]);

  const save = useMutation({
    mutationFn: async ({ values, over }: Save): Promise<Patient | undefined> => {
      setTrouble(undefined);
      const put = (over: Patient) => change.mutateAsync({ patientId: over.id, version: over.version, demographics: demographicsFrom(withPhoneOf(values, over)) });
      try {
        return await put(over);
      } catch (problem) {
        if (!(problem instanceof ApiProblem) || problem.code !== "stale") throw problem;
      }
      const now = await queries.fetchQuery({ ...patientQuery(over.id), staleTime: 0 });
      if (differing(values, valuesOf(now)).length === 0) return now; // ours, whose answer was lost
      if (differing(valuesOf(over), valuesOf(now)).length === 0) return put(now); // the number alone is another one
      setStored(now);
      return undefined;
    },
    onSuccess: (saved, { values, over }) => {
      if (!saved) return;
      setStored(undefined);
      begin(saved, merged(values, form.getValues(), valuesOf(saved))); // what was typed meanwhile stays
      tell.undoable(t("clinic.patient.saved"), async () => {
        const now = await queries.fetchQuery({ ...patientQuery(over.id), staleTime: 0 });
        if (now.version !== saved.version) throw new ApiProblem("stale", 412);
        await change.mutateAsync({ patientId: over.id, version: saved.version, demographics: demographicsFrom(withPhoneOf(valuesOf(over), saved)) });
      });
    },
    onError: (problem) => {
      setStored(undefined);
      setTrouble(refusal(problem));
    },
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        (values) => {
          if (!save.isPending) save.mutate({ values, over: base });
        },
        (errors) => focusFirst(form, errors),
      )}
    >
      <LeaveGuard when={() => form.isDirty()} />
      <Trouble text={trouble} />
      <DemographicsFields form={form} withPhone={false} />
      <Group justify="flex-end" mt="lg">
        {dirty && (
          <Button variant="default" onClick={() => begin(base)}>
            {t("clinic.patient.discard")}
          </Button>
        )}
        <Button type="submit" loading={save.isPending} disabled={!dirty}>
          {t("clinic.save")}
        </Button>
      </Group>
      <Conflict
        base={valuesOf(base)}
        mine={form.values}
        stored={stored}
        saving={save.isPending}
        onSave={(values) => {
          if (!stored || save.isPending) return;
          setBase(stored);
          form.setValues(values);
          save.mutate({ values, over: stored });
        }}
        onClose={() => setStored(undefined)}
      />
    </form>
  );
}
