import { Badge } from "@mantine/core";
import { Ban, CheckCheck, CircleAlert, Clock, Eye, Hand, Send, Undo2 } from "lucide-react";
import { useWords } from "../words/words";
import { isHeld } from "./held";
import type { ChartRecord, Sharing } from "./queries";

const looks = {
  deciding: { color: "gray", Icon: Clock },
  "not-shared": { color: "gray", Icon: Ban },
  sending: { color: "blue", Icon: Send },
  sent: { color: "blue", Icon: Send },
  delivered: { color: "blue", Icon: CheckCheck },
  failed: { color: "red", Icon: CircleAlert },
  opened: { color: "green", Icon: Eye },
  withdrawn: { color: "orange", Icon: Undo2 },
} as const satisfies Record<Sharing["state"], unknown>;

/** How far a record has come to its patient, in two words. A draft is nowhere yet. */
export function ShareBadge({ record }: { record: Pick<ChartRecord, "sharing" | "hold"> }) {
  const { t } = useWords();
  const { sharing } = record;
  if (!sharing) return null;
  const held = isHeld(record) && sharing.state !== "withdrawn";
  const { color, Icon } = held ? { color: "orange", Icon: Hand } : looks[sharing.state];
  return (
    <Badge color={color} variant="light" tt="none" leftSection={<Icon size={13} aria-hidden />}>
      {t(held ? "clinic.share.held" : `clinic.share.state.${sharing.state}`)}
    </Badge>
  );
}
