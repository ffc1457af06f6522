import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useWords } from "../words/words";
import { messagingQuery } from "./queries";

/** What patients are told before they write. */
export function Promised({ emergencyNumber }: { emergencyNumber?: string | undefined }) {
  const { t, count } = useWords();
  const { data } = useQuery(messagingQuery);
  if (!data) return null;
  return (
    <Text size="sm" c="dimmed" my="md">
      {data.open ? (data.replyHours > 0 ? count("clinic.thread.promise", data.replyHours) : t("clinic.thread.noPromise")) : t("clinic.thread.closedToPatients")}{" "}
      {emergencyNumber ? t("clinic.thread.emergencyNumber", { number: emergencyNumber }) : t("clinic.thread.emergency")}
    </Text>
  );
}
