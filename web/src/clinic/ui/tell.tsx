import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMemo } from "react";
import { ApiProblem } from "../api/problem";
import { useWords } from "../words/words";
import { problemText } from "./problems";

const shownMilliseconds = 5_000;
/** Long enough to read what happened and to reach the button by keyboard (WCAG 2.2.1 asks for no less where time is ours). */
const undoMilliseconds = 20_000;

/** What is at fault is the connection, or we are: another try may do it. */
const isPassing = (problem: unknown) => problem instanceof ApiProblem && (problem.status === 0 || problem.status >= 500);

/** Tells what has just happened, with a way back where there is one. The same as long as the language is: effects and callbacks may depend on it. */
export function useTell() {
  const words = useWords();
  return useMemo(() => newTell(words), [words]);
}

function newTell(words: ReturnType<typeof useWords>) {
  const closeButtonProps = { "aria-label": words.t("clinic.close") };
  const failed = (problem: unknown) => void notifications.show({ message: problemText(words, problem), color: "red", role: "alert", autoClose: undoMilliseconds, closeButtonProps });
  const done = (text: string) => void notifications.show({ message: text, autoClose: shownMilliseconds, closeButtonProps });
  /** Offers a way back; what is returned takes the offer away, for where it ends with its page. */
  const undoable = (text: string, undo: () => Promise<unknown>): (() => void) => {
    const id = notifications.show({
      autoClose: undoMilliseconds,
      closeButtonProps,
      message: (
        <Group justify="space-between">
          {text}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              undo().then(
                () => done(words.t("clinic.undone")),
                (problem) => {
                  failed(problem);
                  if (isPassing(problem)) undoable(text, undo);
                },
              );
            }}
          >
            {words.t("clinic.undo")}
          </Button>
        </Group>
      ),
    });
    return () => notifications.hide(id);
  };
  return { done, undoable, failed };
}
