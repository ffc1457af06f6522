import { Select, Stack, Text, TextInput, type TextInputProps } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useMemo, type ReactNode } from "react";
import { useWords } from "../words/words";
import { countriesIn, india, timeZones } from "./countries";
import type { Profile } from "./profile";
import classes from "./ProfileFields.module.css";
import { stateCodeOf, stateCodes, states } from "./states";

/** What an input of a Mantine form gets. */
type InputProps = ReturnType<UseFormReturnType<Profile>["getInputProps"]>;

interface ProfileFieldsProps {
  profile: Profile;
  /** The props of one field's input. */
  input(field: keyof Profile): InputProps;
}

/** Hints of one and of two lines side by side: below, so that the fields themselves stand in a line. */
const below: NonNullable<TextInputProps["inputWrapperOrder"]> = ["label", "input", "error", "description"];

/** The fields of a practice's profile, for its registration and its settings. */
export function ProfileFields({ profile, input }: ProfileFieldsProps) {
  const { t, language } = useWords();
  const countries = useMemo(() => countriesIn(language), [language]);
  const zones = useMemo(timeZones, []);
  const known = stateCodes.map((code) => ({ value: states[code] as string, label: t(`clinic.practice.state.${code}`) }));
  const other = profile.state && !stateCodeOf(profile.state) ? [{ value: profile.state, label: profile.state }] : [];
  const choice = { searchable: true, selectFirstOptionOnChange: true, allowDeselect: false, nothingFoundMessage: t("clinic.palette.nothing"), checkIconPosition: "right" } as const;
  return (
    <Stack gap="md">
      <TextInput label={t("clinic.practice.name")} description={t("clinic.practice.name.hint")} maxLength={120} autoComplete="organization" required {...input("name")} />
      <Pair>
        <TextInput label={t("clinic.practice.phone")} description={t("clinic.practice.phone.hint")} type="tel" autoComplete="tel" maxLength={40} {...input("phone")} />
        {profile.country === india ? (
          <Select label={t("clinic.practice.state")} description={t("clinic.practice.state.hint")} data={[...other, ...known]} required {...choice} {...input("state")} />
        ) : (
          <TextInput label={t("clinic.practice.state")} maxLength={60} required {...input("state")} />
        )}
      </Pair>
      <TextInput label={t("clinic.practice.address")} description={t("clinic.practice.address.hint")} maxLength={300} autoComplete="street-address" {...input("address")} />
      <Pair>
        <TextInput label={t("clinic.practice.gstin")} description={t("clinic.practice.gstin.hint")} inputWrapperOrder={below} maxLength={24} autoCapitalize="characters" spellCheck={false} {...input("gstin")} />
        <div>
          <TextInput label={t("clinic.practice.smsName")} description={t("clinic.practice.smsName.hint")} inputWrapperOrder={below} maxLength={30} {...input("smsDisplayName")} />
          <Text size="sm" c="dimmed" mt={6}>
            {t("clinic.practice.smsName.shown", { name: profile.smsDisplayName.trim() || "Your clinic" })}
          </Text>
        </div>
      </Pair>
      <Pair>
        <Select label={t("clinic.practice.country")} description={profile.country === india ? undefined : t("clinic.practice.country.noSharing")} data={countries} required {...choice} {...input("country")} />
        <Select label={t("clinic.practice.timeZone")} data={zones.includes(profile.timeZone) ? zones : [profile.timeZone, ...zones]} required {...choice} {...input("timeZone")} />
      </Pair>
    </Stack>
  );
}

function Pair({ children }: { children: ReactNode }) {
  return <div className={classes.pair}>{children}</div>;
}
