declare module "superfine" {
  export interface VNode {
    key: string | undefined;
  }
  export function h(tag: string, props: object, children: (VNode | null)[]): VNode;
  export function text(value: string | number): VNode;
  export function patch(node: Node, vnode: VNode): Node;
}
