import type { Change, Place } from "./place.ts";

/** Whoever forgets to wait. */
export function* removedAwaits({ node, source }: Place): Generator<Change> {
  if (node.type !== "AwaitExpression") return;
  const start = node.start!;
  const [awaiting = ""] = /^await\s*/.exec(source.slice(start)) ?? [];
  yield { start, end: start + awaiting.length, text: "" };
}
