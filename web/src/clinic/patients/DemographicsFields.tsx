import { Group, Radio, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { EmailField } from "../ui/EmailField";
import { useWords } from "../words/words";
import { DateField } from "./DateField";
import { readDay } from "./day";
import type { Values } from "./demographics-form";
import { GuardianField } from "./GuardianField";

export type DemographicsForm = UseFormReturnType<Values>;

const sexes = ["female", "male", "other", "unknown"] as const;
const languages = ["en", "hi"] as const;

/** What is written of a patient at the desk. The number stands here until it is first stored; afterwards it has a dialog. */
export function DemographicsFields({ form, withPhone }: { form: DemographicsForm; withPhone: boolean }) {
  const { t } = useWords();
  const { dateOfBirth, phone, phoneIsGuardians } = form.values;
  return (
    <Stack>
      <TextInput {...form.getInputProps("name")} label={t("clinic.patient.name")} description={t("clinic.patient.name.hint")} autoComplete="off" maxLength={120} required />
      <Radio.Group {...form.getInputProps("sex")} label={t("clinic.patient.sex")} required>
        <Group mt={4} gap="sm">
          {sexes.map((sex) => (
            <Radio key={sex} value={sex} label={t(`clinic.patient.sex.${sex}`)} />
          ))}
        </Group>
      </Radio.Group>
      <DateField {...form.getInputProps("dateOfBirth")} value={dateOfBirth} label={t("clinic.patient.dateOfBirth")} maw="16rem" />
      {withPhone && <TextInput {...form.getInputProps("phone")} label={t("clinic.phone.label")} description={t("clinic.phone.hint")} type="tel" autoComplete="off" maxLength={40} maw="24rem" />}
      {withPhone && phone.trim() !== "" && (
        <GuardianField dateOfBirth={readDay(dateOfBirth)} checked={phoneIsGuardians} onChange={(checked) => form.setFieldValue("phoneIsGuardians", checked)} error={form.errors["phoneIsGuardians"]} />
      )}
      <EmailField {...form.getInputProps("email")} description={t("clinic.patient.email.hint")} />
      <Radio.Group {...form.getInputProps("language")} label={t("clinic.patient.language")} description={t("clinic.patient.language.hint")}>
        <Group mt={4} gap="sm">
          {languages.map((language) => (
            <Radio key={language} value={language} label={t(`clinic.patient.language.${language}`)} />
          ))}
        </Group>
      </Radio.Group>
      <TextInput {...form.getInputProps("number")} label={t("clinic.patient.number")} description={t("clinic.patient.number.hint")} autoComplete="off" maxLength={40} maw="24rem" />
    </Stack>
  );
}
