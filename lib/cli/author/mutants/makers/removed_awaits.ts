import type { Change, Node, Place } from "./place.ts";

/** Whoever forgets to wait; not where `return await` is the same as `return`. */
export function* removedAwaits(
  { node, parents, source }: Place,
): Generator<Change> {
  if (node.type !== "AwaitExpression" || isReturnedAnyway(parents)) return;
  const start = node.start!;
  const [awaiting = ""] = /^await\s*/.exec(source.slice(start)) ?? [];
  yield { start, end: start + awaiting.length, text: "" };
}

/** Whether a function returns it, and no `catch` or `finally` of it would have waited. */
function isReturnedAnyway(parents: readonly Node[]): boolean {
  const owner = parents.findLastIndex((one) => "params" in one);
  const within = parents.slice(owner + 1);
  return owner >= 0 && within.at(-1)?.type === "ReturnStatement" &&
    within.every((one, at) =>
      one.type !== "TryStatement" ||
      (one.handler === within[at + 1] && !one.finalizer)
    );
}
