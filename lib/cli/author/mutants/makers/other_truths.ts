import { type Change, type Place, rangeOf } from "./place.ts";

/** False for true, and true for false. */
export function* otherTruths({ node }: Place): Generator<Change> {
  if (node.type !== "BooleanLiteral") return;
  yield { ...rangeOf(node), text: String(!node.value) };
}
