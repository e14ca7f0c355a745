import type { Change, Place } from "./place.ts";

/** A member or a call of what may not be there. */
export function* removedChaining({ node, source }: Place): Generator<Change> {
  const isChain = node.type === "OptionalMemberExpression" ||
    node.type === "OptionalCallExpression";
  if (!isChain || !node.optional) return;
  const before = node.type === "OptionalCallExpression"
    ? node.callee
    : node.object;
  const start = source.indexOf("?.", before.end!);
  const isName = node.type === "OptionalMemberExpression" && !node.computed;
  yield { start, end: start + 2, text: isName ? "." : "" };
}
