import { Button } from "@mantine/core";
import { Check, CloudOff, LoaderCircle } from "lucide-react";
import { formatTime } from "../../../shared/format";
import { ApiProblem } from "../../api/problem";
import { useWords } from "../../words/words";
import classes from "./Editor.module.css";
import type { Saving } from "./keeper";

/** How far saving has come, in a few words. */
export function SaveState({ saving, amends, again }: { saving: Saving; amends: boolean; again: () => void }) {
  const { t, language } = useWords();
  const { status } = saving;
  const offline = status === "failed" && saving.problem instanceof ApiProblem && saving.problem.status === 0;
  return (
    <span className={classes.state} data-bad={status === "failed" || undefined}>
      <span role="status" className={classes.state}>
        {!amends && (status === "saving" || status === "typed") && (
          <>
            <LoaderCircle size={16} aria-hidden /> {t("clinic.editor.saving")}
          </>
        )}
        {amends && status === "typed" && t("clinic.editor.unsaved")}
        {status === "saved" && !amends && (
          <>
            <Check size={16} aria-hidden /> {t("clinic.editor.savedAt", { time: formatTime(language, saving.at) })}
          </>
        )}
        {status === "failed" && (
          <>
            <CloudOff size={16} aria-hidden /> {t(offline ? "clinic.editor.failed.offline" : "clinic.editor.failed")}
          </>
        )}
      </span>
      {status === "failed" && !amends && (
        <Button size="compact-sm" variant="default" onClick={again}>
          {t("clinic.again")}
        </Button>
      )}
    </span>
  );
}
