import type { ComponentChild, VNode } from "preact";

/** For tests: the text that a view shows. The views have no state, so calling them is rendering them. What does not break reads like what does. */
export function textOf(node: ComponentChild | ComponentChild[]): string {
  const raw = (part: typeof node): string => {
    if (Array.isArray(part)) return part.map(raw).join(" ");
    if (part === null || part === undefined || typeof part === "boolean") return "";
    if (typeof part !== "object") return String(part);
    const { type, props } = part as VNode<{ children?: ComponentChild }>;
    return raw(typeof type === "function" ? (type as (props: object) => ComponentChild)(props) : props.children);
  };
  return raw(node).replace(/\s+/g, " ").replace(/\u2011/g, "-").trim();
}
