/**
 * What JSX becomes in the patient's build. The views are written and type-checked as Preact
 * components; vite.config.ts swaps Preact's runtime for this one, which turns them into Superfine's
 * nodes. The views have no state or effects of their own, so what Superfine lacks is not missed, and
 * a patient loads 3 kB less before the record: that is what keeps it under 14 kB.
 */
import { h, text, type VNode } from "superfine";

type Child = VNode | string | number | boolean | null | undefined | Child[];
type Props = Readonly<Record<string, unknown>> & { children?: Child };

/** Children in one row; an absent one keeps its place, so that its neighbours keep their elements. */
function flat(children: Child): (VNode | null)[] {
  if (Array.isArray(children)) return children.flatMap(flat);
  if (children === null || children === undefined || typeof children === "boolean") return [null];
  return [typeof children === "object" ? children : text(children)];
}

/** Makes a node of an element, or of what a component gives for its props. */
export function jsx(type: string | ((props: Props) => Child), props: Props, key?: string): Child {
  if (typeof type === "function") {
    const [node, ...more] = flat(type(props));
    if (key !== undefined && node) node.key = key;
    return more.length > 0 ? [node, ...more] : node;
  }
  const { children, ...rest } = props;
  const own: Record<string, unknown> = key === undefined ? {} : { key };
  for (const name in rest) own[/^on[A-Z]/.test(name) ? name.toLowerCase() : name] = rest[name];
  return h(type, own, flat(children));
}

export const jsxs = jsx;

export const Fragment = ({ children }: Props) => children;
