import { Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Where nothing is yet: says why, what comes here, and what to do first. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <Paper withBorder p="xl" ta="center">
      <Text fw={600} mb="xs">
        {title}
      </Text>
      <Text c="dimmed" mb={action ? "md" : 0}>
        {children}
      </Text>
      {action}
    </Paper>
  );
}
