import type { UseFormReturnType } from "@mantine/form";
import { ApiProblem } from "../api/problem";
import { useWords } from "../words/words";
import { pathOf, refusalOf } from "./problems";

const has = (values: unknown, path: string): boolean =>
  path.split(".").reduce<unknown>((value, part) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[part] : undefined), values) !== undefined;

/** Takes somebody to the first field that is wrong, as they stand on the page. */
export function focusFirst(form: Pick<UseFormReturnType<never>, "getInputNode">, errors: object): void {
  const nodeOf = form.getInputNode as (path: string) => HTMLElement | null;
  const nodes = Object.keys(errors).flatMap((path) => nodeOf(path) ?? []);
  nodes.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  nodes[0]?.focus();
}

/**
 * Puts what the server refused at a form's fields; what belongs to none of them is said above the form.
 * `better` has words for a refusal that means something of its own in this form.
 */
export function useRefusal<Values extends Record<string, unknown>>(form: UseFormReturnType<Values>, better: (path: string, code: string) => string | undefined = () => undefined) {
  const words = useWords();
  const refusal = (problem: unknown) => {
    const { text, at } = refusalOf(words, problem, (path) => has(form.getValues(), path));
    const fields = problem instanceof ApiProblem ? problem.fields : [];
    const ours = fields.flatMap(({ pointer, code }) => {
      const said = better(pathOf(pointer), code);
      return said && pathOf(pointer) in at ? [[pathOf(pointer), said]] : [];
    });
    return { text, at: { ...at, ...(Object.fromEntries(ours) as Record<string, string>) } };
  };
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
