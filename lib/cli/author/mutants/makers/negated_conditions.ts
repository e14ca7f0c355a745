import { isCondition } from "./is_condition.ts";
import { type Change, type Place, rangeOf, textOf } from "./place.ts";

/** Of these another operator is the negation. */
const equalities: ReadonlySet<string> = new Set(["===", "!==", "==", "!="]);

/** A condition that goes the other way. */
export function* negatedConditions(
  { node, parents, source }: Place,
): Generator<Change> {
  if (!isCondition(node, parents) || node.type === "BooleanLiteral") return;
  if (node.type === "BinaryExpression" && equalities.has(node.operator)) return;
  const text = node.type === "UnaryExpression" && node.operator === "!"
    ? textOf(source, node.argument)
    : node.type === "Identifier"
    ? `!${node.name}`
    : `!(${textOf(source, node)})`;
  yield { ...rangeOf(node), text };
}
