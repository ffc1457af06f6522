import { patch, type VNode } from "superfine";

/** Draws one element in the place of `node`, which it becomes. Stands in for Preact's render in the patient's build. */
export function render(element: unknown, node: Node): void {
  patch(node, element as VNode);
}
