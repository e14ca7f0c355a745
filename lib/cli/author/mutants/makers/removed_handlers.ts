import { type Change, type Place, rangeOf } from "./place.ts";

/** A `catch` or `finally` that does nothing. */
export function* removedHandlers({ node }: Place): Generator<Change> {
  if (node.type !== "TryStatement") return;
  for (const block of [node.handler?.body, node.finalizer]) {
    if (block && block.body.length > 0) {
      yield { ...rangeOf(block), text: "{}" };
    }
  }
}
