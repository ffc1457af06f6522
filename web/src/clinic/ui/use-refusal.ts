import type { UseFormReturnType } from "@mantine/form";
import { useWords } from "../words/words";
import { refusalOf } from "./problems";

const has = (values: unknown, path: string): boolean =>
  path.split(".").reduce<unknown>((value, part) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[part] : undefined), values) !== undefined;

/** Takes somebody to the first field that is wrong, as they stand on the page. */
export function focusFirst(form: Pick<UseFormReturnType<never>, "getInputNode">, errors: object): void {
  const nodeOf = form.getInputNode as (path: string) => HTMLElement | null;
  const nodes = Object.keys(errors).flatMap((path) => nodeOf(path) ?? []);
  nodes.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  nodes[0]?.focus();
}

/** Puts what the server refused at a form's fields; what belongs to none of them is said above the form. */
export function useRefusal<Values extends Record<string, unknown>>(form: UseFormReturnType<Values>) {
  const words = useWords();
  const refusal = (problem: unknown) => refusalOf(words, problem, (path) => has(form.getValues(), path));
  return {
    /** What stands above the form. */
    text: (problem: unknown): string | undefined => (problem ? refusal(problem).text : undefined),
    /** Marks the fields. */
    mark: (problem: unknown): void => {
      const { at } = refusal(problem);
      form.setErrors(at);
      focusFirst(form, at);
    },
  };
}
