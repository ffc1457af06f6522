import { Group, Radio, Stack, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import type { Language } from "../../shared/words";
import { useWords } from "../words/words";

const schemes: readonly MantineColorScheme[] = ["light", "dark", "auto"];

/** The language and the colours, on this computer. */
export function Appearance() {
  const { t, language, speak } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true }); // to stop them it would write a style element
  return (
    <Stack gap="lg">
      <Radio.Group label={t("clinic.account.language")} value={language} onChange={(chosen) => speak(chosen as Language)}>
        <Group mt="xs" gap="xl">
          <Radio value="en" label="English" lang="en" />
          <Radio value="hi" label="हिन्दी" lang="hi" />
        </Group>
      </Radio.Group>
      <Radio.Group label={t("clinic.account.colours")} value={colorScheme} onChange={(chosen) => setColorScheme(chosen as MantineColorScheme)}>
        <Group mt="xs" gap="xl">
          {schemes.map((scheme) => (
            <Radio key={scheme} value={scheme} label={t(`clinic.account.colours.${scheme}`)} />
          ))}
        </Group>
      </Radio.Group>
    </Stack>
  );
}
