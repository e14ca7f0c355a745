import type { Node } from "./place.ts";

/** Whether a node only names a member. */
export function isKey(node: Node, parents: readonly Node[]): boolean {
  const parent = parents.at(-1);
  return parent !== undefined && "key" in parent && parent.key === node &&
    !("computed" in parent && parent.computed);
}
