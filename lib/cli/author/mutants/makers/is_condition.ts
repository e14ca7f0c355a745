import type { Node } from "./place.ts";

/** Whether a node decides which way a statement or expression goes. */
export function isCondition(node: Node, parents: readonly Node[]): boolean {
  const parent = parents.at(-1);
  return parent !== undefined && "test" in parent && parent.test === node &&
    parent.type !== "SwitchCase";
}
