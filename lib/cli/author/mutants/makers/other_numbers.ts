import { isKey } from "./is_key.ts";
import { type Change, type Place, rangeOf } from "./place.ts";

/** One more, one less, and nothing. */
export function* otherNumbers({ node, parents }: Place): Generator<Change> {
  if (isKey(node, parents)) return;
  if (node.type !== "NumericLiteral" && node.type !== "BigIntLiteral") return;
  const value = node.value;
  for (const other of [Number(value) + 1, Number(value) - 1, 0]) {
    if (other === Number(value)) continue;
    const digits = `${other}${node.type === "BigIntLiteral" ? "n" : ""}`;
    // A minus may stand before it already.
    yield { ...rangeOf(node), text: other < 0 ? `(${digits})` : digits };
  }
}
