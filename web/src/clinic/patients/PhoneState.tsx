import { Badge } from "@mantine/core";
import { CircleAlert, CircleCheck, PhoneOff, TriangleAlert } from "lucide-react";
import { useWords } from "../words/words";
import type { Patient } from "./queries";

const looks = {
  none: { color: "gray", Icon: PhoneOff },
  "not-mobile": { color: "orange", Icon: TriangleAlert },
  unverified: { color: "orange", Icon: TriangleAlert },
  verified: { color: "green", Icon: CircleCheck },
  "not-theirs": { color: "red", Icon: CircleAlert },
} as const;

/** Whether an SMS reaches the patient: in words, an icon and a colour. */
export function PhoneState({ patient: { phoneStatus } }: { patient: Pick<Patient, "phoneStatus"> }) {
  const { t } = useWords();
  const { color, Icon } = looks[phoneStatus];
  return (
    <Badge color={color} variant="light" tt="none" leftSection={<Icon size={14} aria-hidden />}>
      {t(`clinic.phone.status.${phoneStatus}`)}
    </Badge>
  );
}
