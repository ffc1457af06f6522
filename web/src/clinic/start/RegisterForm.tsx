import { Button, Fieldset, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { got, plainApi } from "../api/client";
import { bodyOf, emptyProfile, type Profile } from "../settings/profile";
import { ProfileFields } from "../settings/ProfileFields";
import { profileRefusal, profileRules, required } from "../settings/profile-rules";
import { EmailField } from "../ui/EmailField";
import { Trouble } from "../ui/Trouble";
import { focusFirst, useRefusal } from "../ui/use-refusal";
import { useWords } from "../words/words";

interface Registration extends Record<string, unknown> {
  practice: Profile;
  owner: { name: string; email: string };
}

export function RegisterForm({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useWords();
  const form = useForm<Registration>({
    initialValues: { practice: emptyProfile, owner: { name: "", email: "" } },
    validate: { practice: profileRules(t), owner: { name: required(t), email: required(t) } },
  });
  const refusal = useRefusal(form, profileRefusal(t));
  const register = useMutation({
    mutationFn: ({ practice, owner }: Registration) => got(plainApi.POST("/api/practices", { body: { practice: bodyOf(practice), owner: { name: owner.name, email: owner.email.trim() } } })),
    onSuccess: (_, { owner }) => onSent(owner.email.trim()),
    onError: refusal.mark,
  });
  const { practice } = form.getValues();
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        (values) => {
          if (!register.isPending) register.mutate(values);
        },
        (errors) => focusFirst(form, errors),
      )}
    >
      <Text mb="lg">{t("clinic.register.text")}</Text>
      <Trouble text={refusal.text(register.error)} />
      <Stack gap="xl">
        <Fieldset variant="unstyled" legend={<Legend text={t("clinic.register.you")} />}>
          <Stack gap="md">
            <TextInput label={t("clinic.register.name")} maxLength={120} autoComplete="name" required {...form.getInputProps("owner.name")} />
            <EmailField label={t("clinic.signIn.email")} description={t("clinic.register.email.hint")} autoComplete="email" required {...form.getInputProps("owner.email")} />
          </Stack>
        </Fieldset>
        <Fieldset variant="unstyled" legend={<Legend text={t("clinic.register.practice")} />}>
          <ProfileFields profile={practice} input={(field) => form.getInputProps(`practice.${field}`)} />
        </Fieldset>
      </Stack>
      <Button type="submit" size="md" mt="lg" loading={register.isPending}>
        {t("clinic.register.send")}
      </Button>
    </form>
  );
}

function Legend({ text }: { text: string }) {
  return (
    <Text span fw={600} size="lg" display="block" mb="xs">
      {text}
    </Text>
  );
}
