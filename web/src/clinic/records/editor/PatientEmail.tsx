import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, got, ifMatch } from "../../api/client";
import { patientQuery } from "../../patients/queries";
import { EmailField } from "../../ui/EmailField";
import { refusalOf } from "../../ui/problems";
import { useTell } from "../../ui/tell";
import { useWords } from "../../words/words";
import type { Patient } from "../form";

/** The patient's e-mail address, for who asks for it while writing a note. It is saved on its own. */
export function PatientEmail({ patient }: { patient: Patient }) {
  const words = useWords();
  const { t } = words;
  const tell = useTell();
  const queries = useQueryClient();
  const [email, setEmail] = useState(patient.email ?? "");
  const save = useMutation({
    mutationFn: () => got(api.PUT("/api/patients/{patientId}/email", { params: { path: { patientId: patient.id }, header: ifMatch(patient.version) }, body: { email } })),
    onSuccess: (changed) => {
      queries.setQueryData(patientQuery(patient.id).queryKey, changed);
      setEmail(changed.email ?? "");
      tell.done(t("clinic.editor.email.saved"));
    },
    onError: () => queries.invalidateQueries({ queryKey: patientQuery(patient.id).queryKey }),
  });
  const refusal = save.error ? refusalOf(words, save.error, (path) => path === "email") : undefined;
  const changed = email !== (patient.email ?? "");
  return (
    <section>
      <EmailField label={t("clinic.editor.email.label")} value={email} onChange={setEmail} error={refusal?.at["email"] ?? refusal?.text} />
      {changed ? (
        <Button size="xs" variant="default" mt="xs" loading={save.isPending} onClick={() => save.mutate()}>
          {t("clinic.editor.email.save")}
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          {t("clinic.editor.email.hint")}
        </Text>
      )}
    </section>
  );
}
