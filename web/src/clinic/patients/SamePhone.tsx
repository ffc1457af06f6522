import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { digitsOf } from "../../shared/digits";
import { useWords } from "../words/words";
import { maybeSamePhone } from "./phone";
import { fewQuery, type Patient } from "./queries";

const typingMilliseconds = 400;
const shortest = 10;

/** The other patients with this number: those of a family share one. */
export function usePatientsOfPhone(typed: string, except?: string): readonly Patient[] {
  const [settled] = useDebouncedValue(typed.trim(), typingMilliseconds);
  const { data = [] } = useQuery(fewQuery(digitsOf(settled).length >= shortest ? settled : ""));
  return data.filter(({ id, phone = "" }) => id !== except && maybeSamePhone(phone, typed));
}

/** Says whose number it is besides. */
export function SamePhone({ phone, except }: { phone: string; except: string }) {
  const { t } = useWords();
  const others = usePatientsOfPhone(phone, except);
  return (
    <div role="status">
      {others.length > 0 && (
        <Text size="sm" mt="xs">
          {t("clinic.phone.shared", { names: others.map(({ name }) => name).join(", ") })}
        </Text>
      )}
    </div>
  );
}
