import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { formatMoney } from "../../shared/money";
import { useWords } from "../words/words";
import { balanceQuery } from "./queries";

/** What the patient still owes, and what they have paid in advance; nothing where it is even. */
export function BalanceNote({ patientId }: { patientId: string }) {
  const { t, language } = useWords();
  const { data } = useQuery(balanceQuery(patientId));
  if (!data) return null;
  const { due, advance } = data;
  return (
    <>
      {due > 0 && (
        <Text size="sm" fw={600}>
          {t("clinic.chart.balance.due", { amount: formatMoney(language, due) })}
        </Text>
      )}
      {advance > 0 && <Text size="sm">{t("clinic.chart.balance.advance", { amount: formatMoney(language, advance) })}</Text>}
    </>
  );
}
