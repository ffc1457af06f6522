import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type RefObject } from "react";
import { api, got, ifMatch } from "../../api/client";
import { ApiProblem } from "../../api/problem";
import { patientQuery, usePatientChanged } from "../../patients/queries";
import { EmailField } from "../../ui/EmailField";
import { refusalOf } from "../../ui/problems";
import { useTell } from "../../ui/tell";
import { useWords } from "../../words/words";
import type { Patient } from "../form";

/** Saves what is typed; resolves to whether that succeeded. */
export type Unsaved = () => Promise<boolean>;

/**
 * The patient's e-mail address, for who asks for it while writing a note. It is saved on its own, at the
 * latest with the note: \`unsaved\` holds how, as long as it is typed and not saved.
 */
export function PatientEmail({ patient, unsaved }: { patient: Patient; unsaved: RefObject<Unsaved | undefined> }) {
  const words = useWords();
  const { t } = words;
  const tell = useTell();
  const queries = useQueryClient();
  const took = usePatientChanged();
  const stored = patient.email ?? "";
  const [base, setBase] = useState(stored);
  const [email, setEmail] = useState(stored);
  // Another address came from elsewhere: it is taken over, unless another one is typed here.
  if (stored !== base && (email === base || email === stored)) {
    setBase(stored);
    setEmail(stored);
  }
  const save = useMutation({
    mutationFn: async () => {
      const put = (version: number) => got(api.PUT("/api/patients/{patientId}/email", { params: { path: { patientId: patient.id }, header: ifMatch(version) }, body: { email } }));
      try {
        return await put(patient.version);
      } catch (problem) {
        if (!(problem instanceof ApiProblem) || problem.code !== "stale") throw problem;
        const now = await queries.fetchQuery({ ...patientQuery(patient.id), staleTime: 0 });
        if ((now.email ?? "") !== stored) throw problem; // who saved it shows below
        return put(now.version);
      }
    },
    onSuccess: (changed) => {
      took(changed);
      setBase(changed.email ?? "");
      setEmail((now) => (now === email ? (changed.email ?? "") : now));
      tell.done(t("clinic.editor.email.saved"));
    },
  });
  const refusal = save.error ? refusalOf(words, save.error, (path) => path === "email") : undefined;
  const changed = email !== stored;
  useEffect(() => {
    unsaved.current = changed ? () => save.mutateAsync().then(() => true, () => false) : undefined;
    return () => void (unsaved.current = undefined);
  });
  return (
    <section>
      <EmailField label={t("clinic.editor.email.label")} value={email} onChange={setEmail} error={refusal?.at["email"] ?? refusal?.text} />
      {changed && stored !== base && <Text size="sm">{stored ? t("clinic.editor.email.meanwhile", { email: stored }) : t("clinic.editor.email.removed")}</Text>}
      {changed ? (
        <Button size="xs" variant="default" mt="xs" loading={save.isPending} onClick={() => save.mutate()}>
          {t("clinic.editor.email.save")}
        </Button>
      ) : (
        <Text size="xs" c="dimmed">
          {t("clinic.editor.email.hint")}
        </Text>
      )}
    </section>
  );
}
