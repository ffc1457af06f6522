import { Spotlight, spotlight } from "@mantine/spotlight";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useWords } from "../words/words";
import { useCommands, useOfferedCommands, type Command } from "./commands";

export const openPalette = (): void => spotlight.open();

/** What Ctrl K opens: everything that can be done from here, by name. */
export function Palette() {
  const { t } = useWords();
  const navigate = useNavigate();
  const pages = useMemo<readonly Command[]>(
    () => [
      { id: "patients", label: t("clinic.nav.patients"), run: () => void navigate({ to: "/patients" }) },
      { id: "new-patient", label: t("clinic.patients.new"), run: () => void navigate({ to: "/patients/new" }) },
      { id: "inbox", label: t("clinic.nav.inbox"), run: () => void navigate({ to: "/inbox" }) },
      { id: "worklist", label: t("clinic.nav.worklist"), run: () => void navigate({ to: "/worklist" }) },
    ],
    [t, navigate],
  );
  useCommands(pages);
  const actions = useOfferedCommands().map(({ id, label, keywords = [], group, run }) => ({ id, label, keywords: [...keywords], ...(group && { group }), onClick: run }));
  return (
    <Spotlight
      actions={actions}
      shortcut="mod + K"
      nothingFound={t("clinic.palette.nothing")}
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{ placeholder: t("clinic.palette.search"), "aria-label": t("clinic.palette.search") }}
    />
  );
}
