import { Button } from "@mantine/core";
import { Check, CloudOff, LoaderCircle } from "lucide-react";
import { formatTime } from "../../../shared/format";
import { ApiProblem } from "../../api/problem";
import { useWords } from "../../words/words";
import classes from "./Editor.module.css";
import type { Saving } from "./keeper";

/** How far saving has come, in a few words; `kept` says whether the draft has all that was typed. */
export function SaveState({ saving, amends, kept, again }: { saving: Saving; amends: boolean; kept: boolean; again: () => void }) {
  const { t, language } = useWords();
  const { status } = saving;
  // What a Save refused is not lost: it is a draft as before, and each field says what it lacks.
  const refused = status === "failed" && saving.problem instanceof ApiProblem && saving.problem.fields.length > 0;
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
            {!refused && <CloudOff size={16} aria-hidden />} {t(refused && kept && !amends ? "clinic.editor.refused.kept" : refused ? "clinic.editor.refused" : offline ? "clinic.editor.failed.offline" : "clinic.editor.failed")}
          </>
        )}
      </span>
      {status === "failed" && !amends && !(refused && kept) && (
        <Button size="compact-sm" variant="default" onClick={again}>
          {t(refused ? "clinic.editor.keepDraft" : "clinic.again")}
        </Button>
      )}
    </span>
  );
}
