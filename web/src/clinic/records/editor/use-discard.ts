import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useRef } from "react";
import { newKey } from "../../api/client";
import { useTell } from "../../ui/tell";
import { useWords } from "../../words/words";
import { deskOf, discardDraft } from "../queries";
import type { Keeper } from "./keeper";
import { newRecordOf } from "./writing";

/** Ends a draft and goes to the chart. What ended stays so: an undo writes it again as a draft of its own. */
export function useDiscard(keeper: Keeper, patientId: string) {
  const { t } = useWords();
  const tell = useTell();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const discarding = useRef(false);
  return useCallback(async () => {
    if (discarding.current) return;
    discarding.current = true;
    const written = keeper.dirty || keeper.kept().stored !== undefined;
    await keeper.flush();
    const { stored, writing } = keeper.kept();
    try {
      if (stored) await discardDraft(patientId, stored.id, stored.version);
    } catch (problem) {
      discarding.current = false;
      return tell.failed(problem);
    }
    keeper.close();
    void queries.invalidateQueries({ queryKey: ["records", patientId] });
    await navigate({ to: "/patients/$patientId/chart", params: { patientId }, replace: true });
    if (!written) return;
    const id = newKey();
    tell.undoable(t("clinic.editor.discarded"), async () => {
      const { id: recordId } = await deskOf(patientId).create(id, newRecordOf(keeper.type, "draft", writing, undefined));
      void queries.invalidateQueries({ queryKey: ["records", patientId] });
      await navigate({ to: "/patients/$patientId/records/$recordId/edit", params: { patientId, recordId } });
    });
  }, [keeper, patientId, t, tell, navigate, queries]);
}
